using Gateway.Atlas;
using Gateway.Http;

namespace Gateway.Predictions;

/// <summary>The vendor's answer to a submit, with the gateway's own address in it. Always 200: what came of it is in the body.</summary>
internal sealed class PredictionAnswer(PredictionBody body, Origin origin) : IResult
{
    public const string ChargeHeader = "Gateway-Charge-Id";

    public ChargeId? Charge { get; init; }
    public bool IsReplay { get; init; }

    public Task ExecuteAsync(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.CacheControl = "no-store";
        if (Charge is { } charge) headers[ChargeHeader] = charge.Value;
        if (IsReplay) headers["Idempotency-Replayed"] = "true";
        return WriteAsync(http.Response, body, origin.Of(http.Request));
    }

    public static async Task WriteAsync(HttpResponse response, PredictionBody body, string address)
    {
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = "application/json";
        response.ContentLength = body.LengthFor(address);
        body.Write(response.BodyWriter, address);
        await response.CompleteAsync();
    }
}
