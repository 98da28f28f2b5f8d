namespace Gateway.Atlas;

/// <summary>What the vendor's answer to a submit means for the money.</summary>
internal abstract record SubmitReply
{
    private SubmitReply() { }

    /// <summary>A prediction exists: an id anywhere wins over every status code.</summary>
    internal sealed record Accepted(PredictionId Prediction, VendorBytes Answer) : SubmitReply
    {
        /// <summary>The work's end, where the vendor waited for it.</summary>
        public PredictionReply.Final? Verdict { get; init; }
    }

    /// <summary>The vendor certainly did not take the job, and says why to the caller.</summary>
    /// <param name="Status">The status for the caller: 4xx, or 502 where the vendor named a fault of its own inside a 200.</param>
    internal sealed record Rejected(int Status, int Code, string Message, string? RequestId) : SubmitReply;

    /// <summary>Nothing was bought, and it is our account or our key that is in trouble (401, 402, 403), or too busy (429).</summary>
    /// <param name="VendorStatus">401, 402, 403 or 429.</param>
    internal sealed record AccountTrouble(int VendorStatus) : SubmitReply;

    /// <summary>No connection came about; nothing was bought.</summary>
    /// <param name="RetryAfter">Where it was not even tried, because the circuit is open: the rest of the break.</param>
    internal sealed record NotSent(string Why, TimeSpan? RetryAfter = null) : SubmitReply;

    /// <summary>The vendor may or may not have taken the job.</summary>
    internal sealed record Unknown(string Why, bool TimedOut) : SubmitReply;

    public static SubmitReply Read(VendorReply reply) => reply switch
    {
        VendorReply.NotSent notSent => new NotSent(notSent.Why, notSent.RetryAfter),
        VendorReply.Lost lost => new Unknown(lost.Why, lost.TimedOut),
        VendorReply.Answered answer => Read(answer),
        _ => throw new ArgumentOutOfRangeException(nameof(reply), "Unknown kind of reply."),
    };

    private static SubmitReply Read(VendorReply.Answered answer)
    {
        var accepted = WireJson.Read(answer.Body, root =>
            WireJson.Prediction(root) is { } id
                ? new Accepted(id, new VendorBytes("application/json", answer.Body)) { Verdict = PredictionReply.ReadVerdictOfSubmit(answer, root) }
                : null);
        return accepted ?? VendorRefusal.Read(answer) ?? new Unknown($"The vendor answered HTTP {answer.Status} without an id or a refusal.", answer.Status == StatusCodes.Status504GatewayTimeout);
    }
}
