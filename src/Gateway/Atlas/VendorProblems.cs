using Gateway.Http;

namespace Gateway.Atlas;

/// <summary>What callers are told when the vendor, or our account there, is in trouble; never the vendor's own text.</summary>
internal static class VendorProblems
{
    /// <summary>The vendor does not say when to come back.</summary>
    private static readonly TimeSpan BusyFor = TimeSpan.FromSeconds(10);

    /// <summary>An account that must be looked after by a person does not recover in seconds.</summary>
    private static readonly TimeSpan AccountFor = TimeSpan.FromMinutes(5);

    /// <param name="vendorStatus">401, 402, 403 or 429, as in <see cref="SubmitReply.AccountTrouble"/>.</param>
    public static Problem OfAccount(int vendorStatus) => vendorStatus switch
    {
        StatusCodes.Status429TooManyRequests =>
            new Problem(503, "The vendor is busy", "The vendor takes no more requests from this company just now. Nothing was bought; try again later.") { RetryAfter = BusyFor },
        StatusCodes.Status402PaymentRequired =>
            new Problem(503, "The vendor refuses the company's account", "The company's account at the vendor needs an operator's attention. Nothing was bought.") { RetryAfter = AccountFor },
        _ => new Problem(502, "The vendor refuses the gateway", "The gateway's access to the vendor needs an operator's attention. Nothing was bought."),
    };

    /// <summary>The vendor's own «no», written anew: as the vendor's clients know it, and as a problem. Plain JSON, because those clients read nothing else.</summary>
    public static Problem OfRejection(SubmitReply.Rejected no) => new Problem(no.Status, "Refused by the vendor", no.Message)
    {
        ContentType = "application/json",
        Members = [new("code", no.Code), new("msg", no.Message), new("message", no.Message), new("request_id", no.RequestId), new("data", null),
            new("advice", "Nothing was bought; sending it again is safe.")],
    };

    /// <summary>The circuit is open, or somebody tries already.</summary>
    public static Problem Resting(TimeSpan rest) =>
        new(503, "The vendor is in trouble", "The vendor did not work lately, so nothing is sent for a moment. Nothing was bought; try again later.") { RetryAfter = rest };

    public static Problem Unreachable { get; } = new(502, "The vendor cannot be reached", "No usable answer came from the vendor.");

    public static Problem TooSlow { get; } = new(504, "The vendor is too slow", "The vendor did not answer in time.");
}
