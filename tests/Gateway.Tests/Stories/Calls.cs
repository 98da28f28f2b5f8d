using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Gateway.Tests.Stories;

/// <summary>What callers do, in their own words.</summary>
internal static class Calls
{
    public static Task<Answer> SubmitAsync(
        this GatewayFixture gateway, JsonNode body, string? team = "studio", string operation = "generateVideo", string? idempotencyKey = null,
        CancellationToken cancellationToken = default) =>
        gateway.SubmitRawAsync(Encoding.UTF8.GetBytes(body.ToJsonString()), team, operation, idempotencyKey, cancellationToken: cancellationToken);

    public static Task<Answer> SubmitRawAsync(
        this GatewayFixture gateway, byte[] body, string? team = "studio", string operation = "generateVideo", string? idempotencyKey = null,
        Action<HttpRequestMessage>? prepare = null, CancellationToken cancellationToken = default)
    {
        var request = gateway.Request(HttpMethod.Post, $"/api/v1/model/{operation}", team);
        request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        if (idempotencyKey is not null) request.Headers.TryAddWithoutValidation("Idempotency-Key", idempotencyKey);
        prepare?.Invoke(request);
        return gateway.SendAsync(request, cancellationToken);
    }

    /// <summary>Submits and insists that the vendor's own answer came back.</summary>
    public static async Task<Answer> BuyAsync(this GatewayFixture gateway, JsonNode? body = null, string team = "studio", string operation = "generateVideo")
    {
        var answer = await gateway.SubmitAsync(body ?? Bodies.Video(), team, operation);
        if (answer.Status != 200) throw new InvalidOperationException($"The submit was answered with {answer}");
        return answer;
    }

    public static Task<Answer> PollAsync(this GatewayFixture gateway, string id, string? team = "studio") => gateway.GetAsync($"/api/v1/model/prediction/{id}", team);

    public static Task<Answer> GetAsync(this GatewayFixture gateway, string target, string? team = "studio") =>
        gateway.SendAsync(gateway.Request(HttpMethod.Get, target, team));

    /// <summary>Polls, letting the time pass, until the vendor's word is final.</summary>
    public static async Task<Answer> PollUntilAsync(this GatewayFixture gateway, string id, string status, string team = "studio")
    {
        Answer? last = null;
        await gateway.UntilAsync(async () => (last = await gateway.PollAsync(id, team)).Status == 200 && last.VendorStatus == status, $"{id} is {status}");
        return last!;
    }

    public static async Task<BudgetView> BudgetAsync(this GatewayFixture gateway, string team = "studio") =>
        (await gateway.BudgetsAsync(team))[0];

    public static async Task<IReadOnlyList<BudgetView>> BudgetsAsync(this GatewayFixture gateway, string team = "studio") =>
        BudgetView.Read(await gateway.GetAsync("/gateway/v1/budgets", team));

    /// <summary>The account's own list, as the team sees it.</summary>
    public static Task<Answer> ChargesAsync(this GatewayFixture gateway, string query = "", string team = "studio") =>
        gateway.GetAsync($"/gateway/v1/charges{query}", team);

    public static Task<Answer> QuoteAsync(this GatewayFixture gateway, JsonNode body, string team = "studio")
    {
        var request = gateway.Request(HttpMethod.Post, "/gateway/v1/quote", team);
        request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        return gateway.SendAsync(request);
    }

    /// <summary>Lets the time pass until the charge stands there.</summary>
    public static async Task<Gateway.Ledger.Charge> UntilChargeAsync(this GatewayFixture gateway, string id, Gateway.Ledger.ChargeState state)
    {
        await gateway.UntilAsync(async () => (await gateway.ChargeAsync(id)).State == state, $"{id} is {state}");
        return await gateway.ChargeAsync(id);
    }
}
