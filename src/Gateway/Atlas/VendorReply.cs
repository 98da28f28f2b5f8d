namespace Gateway.Atlas;

/// <summary>What came back when the vendor was called.</summary>
internal abstract record VendorReply
{
    private VendorReply() { }

    /// <summary>What came back in a word that metrics can count by.</summary>
    public string Word => this switch
    {
        Answered answer => answer.Status switch { < 300 => "2xx", < 400 => "3xx", < 500 => "4xx", _ => "5xx" },
        NotSent => "not_sent",
        Lost { TimedOut: true } => "timeout",
        _ => "lost",
    };

    /// <summary>A whole answer, decoded, with the vendor key scrubbed from it.</summary>
    /// <param name="Date">The vendor's clock, where it told it.</param>
    /// <param name="RequestId">The vendor's name for the exchange, from its header.</param>
    internal sealed record Answered(
        int Status, string? ContentType, ReadOnlyMemory<byte> Body, DateTimeOffset? Date = null, string? RequestId = null) : VendorReply;

    /// <summary>No connection came about (DNS, connect, TLS): the vendor has seen nothing.</summary>
    /// <param name="RetryAfter">Where it was not even tried, because the circuit is open: the rest of the break.</param>
    internal sealed record NotSent(string Why, TimeSpan? RetryAfter = null) : VendorReply;

    /// <summary>Bytes may have left, and no whole answer came back: the vendor may have acted.</summary>
    internal sealed record Lost(string Why, bool TimedOut) : VendorReply;
}
