namespace Gateway.Ledger;

/// <summary>What every database's views have in common.</summary>
internal static class ViewRules
{
    /// <summary>A charge that was taken for absent may still be found for this long.</summary>
    public static readonly TimeSpan AbsentFor = TimeSpan.FromHours(24);

    /// <summary>Rows of one page, at most.</summary>
    private const int MaxPage = 500;

    /// <summary>Rows of the page that is asked for; one more is read, to see whether there is a next page.</summary>
    public static int Rows(ChargeFilter filter) => Math.Clamp(filter.Limit, 1, MaxPage);

    /// <param name="charges">The rows of the page, and one more where there is one.</param>
    public static ChargePage Page(List<Charge> charges, ChargeFilter filter)
    {
        var rows = Rows(filter);
        return charges.Count <= rows ? new ChargePage(charges, null) : new ChargePage(charges[..rows], charges[rows - 1].Id);
    }
}
