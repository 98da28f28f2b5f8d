using Gateway.Ledger;
using Gateway.Teams;
using Gateway.Telemetry;

namespace Gateway.Predictions;

/// <summary>Reads from the ledger how things stand, for the gauges: now and then, and only while somebody collects them.</summary>
internal sealed partial class StandingReader(
    ILedgerViews views, TeamDirectorySource directories, GatewayMetrics metrics, TimeProvider time, ILogger<StandingReader> logger) : BackgroundService
{
    /// <summary>Collections in between show the last reading.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            do await ReadAsync(stopping);
            while (await timer.WaitForNextTickAsync(stopping));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Nobody collects after the stop.
        }
    }

    /// <summary>A reading that fails leaves the gauges empty: no figure is better than an old one.</summary>
    public async Task ReadAsync(CancellationToken stopping)
    {
        if (!metrics.WatchesStanding) return;
        try
        {
            var ledger = await views.StandingAsync(stopping);
            metrics.Stands(new Standing
            {
                InFlight = ledger.InFlight,
                Unknown = ledger.Unknown,
                Backlog = ledger.Overdue,
                Remaining = await RemainingAsync(stopping),
            });
        }
        catch (LedgerUnavailableException fault)
        {
            metrics.Stands(new Standing());
            Log.NotRead(logger, fault);
        }
    }

    private async Task<IReadOnlyList<BudgetLeft>> RemainingAsync(CancellationToken stopping)
    {
        var directory = directories.Current;
        var budgets = directory.Company.Budgets.Select(budget => ("company", "", budget))
            .Concat(directory.Teams.SelectMany(team => team.Budgets.Select(budget => ("team", team.Id.Name, budget)))).ToList();
        if (budgets.Count == 0) return [];
        var statuses = await views.BudgetsAsync([.. budgets.Select(each => each.budget)], stopping);
        return [.. budgets.Zip(statuses, (each, status) => new BudgetLeft(each.Item1, each.Item2, status.Budget.Name, status.Remaining))];
    }

    private static partial class Log
    {
        [LoggerMessage(6601, LogLevel.Warning, "How things stand could not be read from the ledger; the gauges are empty until it can.")]
        public static partial void NotRead(ILogger logger, Exception fault);
    }
}
