using System.Text.Json;

namespace Gateway.Atlas;

/// <summary>
/// Tells a vendor in trouble from one that says no. Only trouble opens a circuit: no connection, no whole answer, a 5xx or a page that
/// speaks of no job. Never a 4xx, whoever is at fault for it: what one caller sends must not close the way for the others.
/// </summary>
internal static class VendorHealth
{
    /// <param name="isSync">Whether the vendor was asked to wait for the work: that it took longer than the wait says nothing of the vendor.</param>
    public static bool IsTrouble(VendorReply reply, bool isSync = false) => reply switch
    {
        VendorReply.Lost { TimedOut: true } when isSync => false,
        VendorReply.Answered { Status: StatusCodes.Status504GatewayTimeout } answer when isSync && IsEnvelope(answer) => false,
        VendorReply.Answered { Status: >= 400 and < 500 } => false,
        VendorReply.Answered answer => WireJson.Read(answer.Body, root => IsSound(answer.Status, root) ? answer : null) is null,
        _ => true,
    };

    /// <summary>401, 402 or 403 where the vendor refuses the company and not the request; null otherwise.</summary>
    public static int? AccountRefusal(VendorReply reply) =>
        reply is VendorReply.Answered answer && VendorRefusal.Read(answer) is SubmitReply.AccountTrouble { VendorStatus: not StatusCodes.Status429TooManyRequests } trouble
        && WireJson.Read(answer.Body, root => SpeaksOfAJob(root) ? answer : null) is null ? trouble.VendorStatus : null;

    /// <summary>The vendor's own words, and not the page of a proxy before it.</summary>
    private static bool IsEnvelope(VendorReply.Answered answer) =>
        WireJson.Read(answer.Body, root => WireJson.Integer(root, "code") is not null ? answer : null) is not null;

    private static bool IsSound(int status, JsonElement root) =>
        SpeaksOfAJob(root) || (status < 500 && WireJson.Integer(root, "code") is not (>= 500 and < 600));

    /// <summary>A verdict may come under any status, and an id wins over every one.</summary>
    private static bool SpeaksOfAJob(JsonElement root) =>
        WireJson.Prediction(root) is not null || (WireJson.Object(root, "data") is { } data && WireJson.Text(data, "status") is not null);
}
