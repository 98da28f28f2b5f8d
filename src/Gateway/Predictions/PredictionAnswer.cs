using Gateway.Atlas;
using Gateway.Http;

namespace Gateway.Predictions;

/// <summary>The vendor's answer about a prediction, with the gateway's own address in it. Always 200: the verdict is in the body.</summary>
internal sealed class PredictionAnswer(PredictionBody body, Origin origin) : IResult
{
    public const string ChargeHeader = "Gateway-Charge-Id";

    public ChargeId? Charge { get; init; }
    public bool IsReplay { get; init; }
    public bool IsFinal { get; init; }

    public async Task ExecuteAsync(HttpContext http)
    {
        var response = http.Response;
        var address = origin.Of(http.Request);
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = "application/json";
        response.ContentLength = body.LengthFor(address);
        response.Headers.CacheControl = IsFinal ? "private" : "no-store";
        if (Charge is { } charge) response.Headers[ChargeHeader] = charge.Value;
        if (IsReplay) response.Headers["Idempotency-Replayed"] = "true";
        body.Write(response.BodyWriter, address);
        await response.CompleteAsync();
    }
}
