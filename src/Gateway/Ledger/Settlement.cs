namespace Gateway.Ledger;

/// <summary>What a verdict means for the money of a charge, whoever brings it and whenever it comes.</summary>
internal static class Settlement
{
    /// <summary>Null when the verdict moves nothing.</summary>
    public static Move? Of(Charge charge, Verdict verdict, DateTimeOffset now)
    {
        var price = verdict.VendorUsd is { Nanos: > 0 } usd ? usd : (Usd?)null;
        if (charge.IsOpen) return AtTheEnd(charge, verdict, price, now);
        if (charge.DecidedByOperator) return null;
        return charge.PriceSource switch
        {
            PriceSource.Vendor => null,
            PriceSource.Formula => verdict.Succeeded && price is { } late ? Move.Adjust(charge, late, PriceSource.Vendor, EvidenceKind.Price, null) : null,
            _ => verdict.Succeeded ? LateSuccess(charge, price) : LateCharge(charge, verdict, price),
        };
    }

    private static Move AtTheEnd(Charge charge, Verdict verdict, Usd? price, DateTimeOffset now)
    {
        var source = price is null ? PriceSource.Formula : PriceSource.Vendor;
        if (verdict.Succeeded) return Move.Settle(charge, price ?? charge.QuotedUsd, source, verdict.Word, now, null);
        if (price is { } charged) return Move.Settle(charge, charged, PriceSource.Vendor, verdict.Word, now, Flag(verdict));
        return Move.Release(charge, verdict.IsTimeout ? ReleaseReason.Timeout : ReleaseReason.Failed, now, $"The vendor says: {verdict.Word}.");
    }

    /// <summary>It had been let go, and the job was done after all.</summary>
    private static Move? LateSuccess(Charge charge, Usd? price)
    {
        var source = price is null ? PriceSource.Formula : PriceSource.Vendor;
        return charge switch
        {
            { ReleaseReason: ReleaseReason.Timeout } => Move.Adjust(charge, price ?? charge.QuotedUsd, source, EvidenceKind.Completion, null),
            { TurnedUp: true } => Move.Adjust(charge, price ?? charge.QuotedUsd, source, EvidenceKind.FoundAfterAbsent, null),
            // The first verdict said it failed: only the vendor's own price is evidence enough that it cost something.
            { ReleaseReason: ReleaseReason.Failed } when price is { } charged => Move.Adjust(charge, charged, source, EvidenceKind.Completion, null),
            _ => null,
        };
    }

    /// <summary>It had been let go, and the vendor charged for the failure after all.</summary>
    private static Move? LateCharge(Charge charge, Verdict verdict, Usd? price) =>
        price is { } charged && charge.Prediction is not null
            ? Move.Adjust(charge, charged, PriceSource.Vendor, EvidenceKind.Price, Flag(verdict))
            : null;

    private static string Flag(Verdict verdict) => $"The vendor says {verdict.Word} and charged for it.";
}
