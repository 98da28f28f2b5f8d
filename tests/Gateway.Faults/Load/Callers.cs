using System.Collections.Concurrent;
using System.Text;
using Gateway.Tests.Stories;
using Gateway.Tests.Vendor;

namespace Gateway.Faults;

/// <summary>The services of all teams: they order, repeat, poll, wait and pry, at any replica, for as long as they are let.</summary>
internal sealed class Callers(IReadOnlyList<Uri> replicas, int seed, Witness witness, Func<string, bool> vendorSaysTwoThings)
{
    private const int EachTeam = 3;

    /// <summary>Known predictions that are polled; older ones are left alone.</summary>
    private const int Recent = 60;

    /// <summary>
    /// By then every replica knows of a verdict, although Redis lost the word and the vendor did not answer: looks that fail are backed off from for up to 30 s.
    /// </summary>
    private static readonly TimeSpan Heard = TimeSpan.FromSeconds(35);

    /// <summary>A connection for each request, so that nothing is sent twice by a client that finds its connection closed.</summary>
    public static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.Zero })
    {
        Timeout = TimeSpan.FromSeconds(8),
    };

    private readonly ConcurrentDictionary<string, string> _teamOf = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, List<string>> _known = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Verdict> _verdicts = new(StringComparer.Ordinal);

    public Task RunAsync(CancellationToken until) => Task.WhenAll(
        from team in Teams.All from caller in Enumerable.Range(0, EachTeam) select Task.Run(() => RunCallerAsync(team, caller, until), CancellationToken.None));

    /// <summary>When all is well again, each replica gives each verdict that any caller ever saw.</summary>
    public async Task CheckVerdictsAsync()
    {
        foreach (var (id, verdict) in _verdicts.Where(verdict => !vendorSaysTwoThings(verdict.Key)))
            foreach (var replica in replicas)
            {
                var answer = await AskAsync(HttpMethod.Get, new Uri(replica, $"/api/v1/model/prediction/{id}"), _teamOf[id]);
                witness.Expect(answer is { Status: 200 } && StatusIn(answer) == verdict.Status, () => $"{id} was {verdict.Status} and is in the end, at {replica}, {answer}");
            }
    }

    private async Task RunCallerAsync(string team, int caller, CancellationToken until)
    {
        var random = Dice.For(seed, $"caller {team} {caller}");
        for (var number = 1; !until.IsCancellationRequested; number++)
        {
            await PauseAsync(random.Between(10, 150), until);
            if (random.Next(3) == 0) await BuyAsync(Order.Draw(team, caller, number, random), random, until);
            else await LookAsync(team, random, until);
        }
    }

    private async Task BuyAsync(Order order, Random random, CancellationToken until)
    {
        string? bought = null;
        var repeats = random.Next(3);
        for (var tries = order.Key is null ? 1 : 6; tries > 0 && !until.IsCancellationRequested; tries--)
        {
            var answer = await SendAsync(HttpMethod.Post, "/api/v1/model/" + order.Operation, order.Team, random, order);
            if (answer is { Status: 200 } && IdIn(answer) is { } id)
            {
                Bought(order, id, bought);
                bought = id;
                if (answer.Header("Idempotency-Replayed") is not null) witness.Count("replays of a key");
                if (repeats-- == 0) return;
            }
            else if (answer is { Status: >= 400 and < 500 and not 409 and not 408 and not 429 })
            {
                // A key that has bought something is answered with it, whatever happens.
                witness.Expect(bought is null, () => $"{order.Name} had bought {bought}, and its key was then answered {answer}");
                return;
            }
            await PauseAsync(random.Between(50, 900), until);
        }
    }

    private void Bought(Order order, string id, string? before)
    {
        witness.Expect(before is null || before == id, () => $"The key of {order.Name} bought {before} and {id}.");
        if (!_teamOf.TryAdd(id, order.Team))
        {
            witness.Expect(before == id, () => $"{id} was sold twice, the second time to {order.Name}.");
            return;
        }
        var known = _known.GetOrAdd(order.Team, _ => []);
        lock (known) known.Add(id);
    }

    private async Task LookAsync(string team, Random random, CancellationToken until)
    {
        var foreign = random.Next(6) == 0;
        var owner = foreign ? Teams.All[random.Next(Teams.All.Count)] : team;
        if (Pick(owner, random) is not { } id) return;
        var wait = random.Next(8) == 0;
        var (known, asked) = (_verdicts.GetValueOrDefault(id), TimeProvider.System.GetTimestamp());
        var answer = await SendAsync(HttpMethod.Get, $"/api/v1/model/{(random.Next(4) == 0 ? "result" : "prediction")}/{id}", team, random, wait: wait);
        if (answer is null) return;
        if (owner != team)
        {
            witness.Count("looks at another team's prediction");
            witness.Expect(answer.Status is 404 or 503, () => $"{team} asked for {id} of {owner} and got {answer}");
            return;
        }
        witness.Expect(answer.Status is 200 or 503, () => $"{team} asked for its own {id} and got {answer}");
        if (answer.Status == 200) CheckVerdict(id, answer, known, asked);
        await PauseAsync(TimeSpan.Zero, until);
    }

    /// <summary>
    /// The first verdict is final for callers. Only where the vendor itself takes a verdict back may another be seen, of the two that which could not be
    /// booked when it was answered. Without Redis, another replica may not have heard of a verdict yet.
    /// </summary>
    private void CheckVerdict(string id, Answer answer, Verdict? known, long asked)
    {
        var status = StatusIn(answer) ?? "";
        if (status is "completed" or "succeeded" or "failed" or "timeout")
        {
            var first = _verdicts.GetOrAdd(id, new Verdict(status, TimeProvider.System.GetTimestamp()));
            if (first.Status == status) return;
            if (vendorSaysTwoThings(id)) witness.Count("verdicts that the vendor took back before they were booked");
            else witness.Violated($"{id} was {first.Status} and is now {status}");
            return;
        }
        if (known is null) return;
        witness.Count("looks that had not heard of a verdict yet");
        var since = TimeProvider.System.GetElapsedTime(known.SeenAt, asked);
        witness.Expect(since < Heard, () => $"{id} was {known.Status}, and {since.TotalMilliseconds:0} ms later it was answered {answer}");
    }

    private string? Pick(string team, Random random)
    {
        if (!_known.TryGetValue(team, out var known)) return null;
        lock (known) return known[known.Count - 1 - random.Next(Math.Min(known.Count, Recent))];
    }

    private async Task<Answer?> SendAsync(HttpMethod method, string target, string team, Random random, Order? order = null, bool wait = false)
    {
        var what = order is null ? "looks" : "submits";
        witness.Count($"requests, {what}");
        var answer = await AskAsync(method, new Uri(replicas[random.Next(replicas.Count)], target), team, order, wait);
        witness.Count(answer is null ? $"{what} without an answer" : $"{what} answered {answer.Status}");
        if (answer is { Status: 429 or 403 } && answer.Text.Contains("quota-exceeded", StringComparison.Ordinal)) witness.Count("refusals by a budget or a cap");
        return answer;
    }

    /// <summary>Null where no answer came.</summary>
    private async Task<Answer?> AskAsync(HttpMethod method, Uri target, string team, Order? order = null, bool wait = false)
    {
        using var request = new HttpRequestMessage(method, target);
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + Teams.TokenOf(team));
        if (wait) request.Headers.TryAddWithoutValidation("Prefer", "wait=2");
        if (order is not null)
        {
            request.Content = new StringContent(order.Body.ToJsonString(), Encoding.UTF8, "application/json");
            request.Headers.TryAddWithoutValidation("X-Gateway-Tags", $"order={order.Tag}");
            if (order.Key is not null) request.Headers.TryAddWithoutValidation("Idempotency-Key", $"\"{order.Key}\"");
        }
        try
        {
            using var response = await Http.SendAsync(request);
            var answer = await Answer.ReadAsync(response, CancellationToken.None);
            witness.Expect(!Tells(answer, VendorStandIn.TestKey), () => $"{method} {target} told the vendor key: {answer}");
            return answer;
        }
        catch (Exception broken) when (broken is HttpRequestException or OperationCanceledException or IOException)
        {
            // The gateway was killed, stopped or cut off under this call, which is the point.
            return null;
        }
    }

    private static bool Tells(Answer answer, string key) =>
        answer.Text.Contains(key, StringComparison.Ordinal) || answer.Headers.Values.Any(value => value.Contains(key, StringComparison.Ordinal));

    private static string? IdIn(Answer answer) => Member(answer, "id");

    private static string? StatusIn(Answer answer) => Member(answer, "status");

    /// <summary>In the envelope, or bare.</summary>
    private static string? Member(Answer answer, string name)
    {
        var json = answer.Json;
        if (json.TryGetProperty("data", out var data) && data.ValueKind == System.Text.Json.JsonValueKind.Object) json = data;
        return json.TryGetProperty(name, out var member) ? member.GetString() : null;
    }

    private static async Task PauseAsync(TimeSpan pause, CancellationToken until) =>
        await Task.Delay(pause, TimeProvider.System, until).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private sealed record Verdict(string Status, long SeenAt);
}
