using System.Text.Json;

namespace Gateway.Atlas;

/// <summary>Tells the vendor's clear «no» from trouble that says nothing about the job.</summary>
internal static class VendorRefusal
{
    /// <summary>In characters; longer texts are cut.</summary>
    private const int MaxMessage = 2_000;

    /// <summary>A rejection or trouble of our account; null when the answer is neither.</summary>
    public static SubmitReply? Read(VendorReply.Answered answer)
    {
        if (answer.Status == StatusCodes.Status429TooManyRequests) return new SubmitReply.AccountTrouble(answer.Status);
        return WireJson.Read(answer.Body, root => Read(answer, root));
    }

    private static SubmitReply? Read(VendorReply.Answered answer, JsonElement root)
    {
        var code = WireJson.Integer(root, "code");
        var inBody = code is >= 400 and <= int.MaxValue ? (int)code : 0;
        var status = answer.Status switch
        {
            >= 400 and < 500 when IsEnvelope(root) => answer.Status,
            >= 200 and < 300 when inBody > 0 => StatusFor(inBody),
            _ => 0,
        };
        // A request that timed out may have been acted upon, wherever it is said.
        if (status is 0 or StatusCodes.Status408RequestTimeout) return null;
        if ((AccountStatus(status) ?? AccountStatus(inBody)) is { } trouble) return new SubmitReply.AccountTrouble(trouble);
        return new SubmitReply.Rejected(status, inBody > 0 ? inBody : status, Message(root), RequestId(root) ?? answer.RequestId);
    }

    /// <summary>Codes past 599 are the vendor's own words for what is wrong with the request (1039: moderation).</summary>
    private static int StatusFor(int code) => code switch
    {
        < 500 => code,
        < 600 => StatusCodes.Status502BadGateway,
        _ => StatusCodes.Status400BadRequest,
    };

    private static int? AccountStatus(int status) => status is 401 or 402 or 403 or 429 ? status : null;

    private static bool IsEnvelope(JsonElement root) =>
        root.TryGetProperty("code", out _) || root.TryGetProperty("msg", out _) || root.TryGetProperty("message", out _) || root.TryGetProperty("error", out _);

    private static string Message(JsonElement root)
    {
        var error = WireJson.Object(root, "error");
        var text = WireJson.Text(root, "msg") ?? WireJson.Text(root, "message") ?? WireJson.Text(root, "error")
            ?? (error is { } inside ? WireJson.Text(inside, "message") : null);
        if (string.IsNullOrWhiteSpace(text)) return "The vendor refused the request and gave no reason.";
        return text.Length <= MaxMessage ? text : text[..MaxMessage];
    }

    private static string? RequestId(JsonElement root) =>
        WireJson.Text(root, "request_id") is { Length: > 0 and <= 128 } id ? id : null;
}
