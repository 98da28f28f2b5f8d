using System.Collections.Concurrent;
using Gateway.Ledger;

namespace Gateway.Predictions;

/// <summary>When a charge was sent, as far as its date can be believed.</summary>
/// <param name="At">Its age counts from here.</param>
/// <param name="Until">Then nobody waited for a reply any more.</param>
/// <param name="NotBefore">The vendor did not take it earlier.</param>
internal sealed record Sent(Charge Charge, DateTimeOffset At, DateTimeOffset Until, DateTimeOffset NotBefore)
{
    /// <summary>Whether it may be what the vendor took at this moment, give or take; the date it bears counts as well, for the vendor's clock may have been as wrong.</summary>
    public bool MayBe(DateTimeOffset taken, TimeSpan tolerance) =>
        (taken >= NotBefore - tolerance && taken <= Until + tolerance) || (taken >= Charge.SentAt - tolerance && taken <= Charge.SendingUntil + tolerance);
}

/// <summary>
/// How old charges are. One that was dated by a clock that stood ahead seems to lie before us, and would be waited for until the time has come round to it:
/// its age counts from when this process first saw it.
/// </summary>
internal sealed class SendTimes
{
    /// <summary>Charges with such dates that are remembered; beyond that their ages count anew.</summary>
    private const int MaxSeen = 10_000;

    /// <summary>It may have been sent so long before it was first seen, by a process that is gone.</summary>
    private static readonly TimeSpan SeenWithin = TimeSpan.FromHours(24);

    private readonly ConcurrentDictionary<ChargeId, DateTimeOffset> _seen = new();

    /// <param name="now">By the clock that dates charges.</param>
    public Sent Of(Charge charge, DateTimeOffset now)
    {
        if (charge.SentAt <= now + SteadyClock.Tolerance) return new Sent(charge, charge.SentAt, charge.SendingUntil, charge.SentAt);
        if (_seen.Count >= MaxSeen) _seen.Clear();
        var seen = _seen.GetOrAdd(charge.Id, now);
        return new Sent(charge, seen, seen + (charge.SendingUntil - charge.SentAt), seen - SeenWithin);
    }
}
