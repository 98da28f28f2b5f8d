using System.Collections.Concurrent;
using System.Text;

namespace Gateway.Tests.Stories;

/// <summary>Callers that order and poll without a break, each with the key that is current when it asks.</summary>
internal sealed class RotationLoad(GatewayProcess gateway, string token)
{
    private const int Callers = 4;
    private readonly ConcurrentBag<string> _ordered = [];
    private readonly ConcurrentQueue<string> _failures = new();
    private readonly int[] _asked = new int[Callers];
    private volatile string _token = token;

    /// <summary>Predictions whose order was answered with 200.</summary>
    public IReadOnlyCollection<string> Ordered => _ordered;

    /// <summary>Whatever was not answered with 200.</summary>
    public IReadOnlyCollection<string> Failures => _failures;

    public int Asked => _asked.Sum();

    public Task RunAsync(CancellationToken until) => Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(() => RunCallerAsync(caller, until))));

    /// <summary>Returns when no request with the former key is under way.</summary>
    public async Task UseAsync(string token)
    {
        _token = token;
        // The request under way and one more: that one was made with the new key.
        int[] enough = [.. Enumerable.Range(0, Callers).Select(caller => Volatile.Read(ref _asked[caller]) + 2)];
        Xunit.Assert.True(await Eventually.TrueAsync(() => !_failures.IsEmpty || Enumerable.Range(0, Callers).All(caller => Volatile.Read(ref _asked[caller]) >= enough[caller])));
    }

    private async Task RunCallerAsync(int caller, CancellationToken until)
    {
        var random = new Random(caller);
        while (!until.IsCancellationRequested)
        {
            var (what, answer) = ("", (Answer?)null);
            try
            {
                if (random.Next(4) > 0 && _ordered.TryPeek(out var id)) answer = await AskAsync(HttpMethod.Get, what = $"/api/v1/model/prediction/{id}", null);
                else
                {
                    answer = await AskAsync(HttpMethod.Post, what = "/api/v1/model/generateVideo", Bodies.Video().ToJsonString());
                    if (answer.Status == 200) _ordered.Add(answer.PredictionId);
                }
            }
            catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
            {
                _failures.Enqueue($"{what}: {exception.Message}");
            }
            if (answer is { Status: not 200 }) _failures.Enqueue($"{what}: {answer}");
            Interlocked.Increment(ref _asked[caller]);
        }
    }

    private async Task<Answer> AskAsync(HttpMethod method, string target, string? body)
    {
        using var request = new HttpRequestMessage(method, target);
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + _token);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await gateway.Client.SendAsync(request);
        return await Answer.ReadAsync(response, CancellationToken.None);
    }
}
