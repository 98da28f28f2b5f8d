namespace Gateway.Ledger.Writing;

/// <summary>Time as the books write it: whole milliseconds since 1970, UTC.</summary>
internal static class UnixTime
{
    /// <summary>Rounded down.</summary>
    public static long Of(DateTimeOffset at) => at.ToUnixTimeMilliseconds();

    /// <summary>Rounded up, so that nothing is due too early.</summary>
    public static long Up(DateTimeOffset at) => at.AddTicks(TimeSpan.TicksPerMillisecond - 1).ToUnixTimeMilliseconds();

    public static DateTimeOffset Read(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
