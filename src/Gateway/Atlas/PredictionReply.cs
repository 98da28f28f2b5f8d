namespace Gateway.Atlas;

/// <summary>What the vendor's answer to a look at a prediction means, read from <c>data.status</c> and not from the HTTP code.</summary>
internal abstract record PredictionReply
{
    private PredictionReply() { }

    internal sealed record Pending(string Word, VendorBytes Answer) : PredictionReply;

    /// <param name="Usd">The vendor's own charge, if above zero and an amount at all.</param>
    internal sealed record Final(bool Succeeded, string Word, Usd? Usd, VendorBytes Answer) : PredictionReply;

    /// <summary>400 or 404 without a verdict: not there yet, or no more.</summary>
    internal sealed record Absent : PredictionReply;

    /// <summary>Trouble (5xx, HTML, 429, a lost reply): the job goes on, only this look failed.</summary>
    internal sealed record NoVerdict(string Why, bool Busy) : PredictionReply;

    public static PredictionReply Read(VendorReply reply) => throw new NotImplementedException();
}
