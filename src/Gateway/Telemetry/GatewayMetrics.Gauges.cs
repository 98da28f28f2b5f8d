using System.Diagnostics.Metrics;

namespace Gateway.Telemetry;

/// <summary>How things stand: read from the ledger by somebody else now and then, and shown here from memory, so that no collection waits.</summary>
internal sealed partial class GatewayMetrics
{
    private volatile Standing _standing = new();
    private Instrument[] _gauges = [];

    /// <summary>Whether anybody collects them.</summary>
    public bool WatchesStanding => Array.Exists(_gauges, gauge => gauge.Enabled);

    /// <summary>The newest reading takes the place of the last.</summary>
    public void Stands(Standing standing) => _standing = standing;

    private void CreateGauges() => _gauges =
    [
        _meter.CreateObservableGauge("atlas_gateway.predictions.in_flight", () => ByTeam(_standing.InFlight), "{prediction}", "Open charges: held and submitted."),
        _meter.CreateObservableGauge("atlas_gateway.unknown", () => ByTeam(_standing.Unknown), "{prediction}", "Charges whose outcome is not known; their money stays held."),
        _meter.CreateObservableGauge("atlas_gateway.settlement.backlog", Backlog, "{prediction}", "Charges whose look is due and was not taken yet."),
        _meter.CreateObservableGauge("atlas_gateway.quota.remaining", Remaining, "USD", "What is left of each budget in its current period."),
    ];

    private static IEnumerable<Measurement<long>> ByTeam(IReadOnlyDictionary<TeamId, long> counts) =>
        counts.Select(count => new Measurement<long>(count.Value, new KeyValuePair<string, object?>("team", count.Key.Name)));

    private IEnumerable<Measurement<long>> Backlog() => _standing.Backlog is { } due ? [new Measurement<long>(due)] : [];

    private IEnumerable<Measurement<double>> Remaining() => _standing.Remaining.Select(left => new Measurement<double>(
        Dollars(left.Usd), new("scope", left.Scope), new("team", left.Team), new("budget", left.Budget)));
}

/// <summary>How things stood at one reading of the ledger; empty before the first.</summary>
internal sealed record Standing
{
    public IReadOnlyDictionary<TeamId, long> InFlight { get; init; } = new Dictionary<TeamId, long>();
    public IReadOnlyDictionary<TeamId, long> Unknown { get; init; } = new Dictionary<TeamId, long>();
    public long? Backlog { get; init; }
    public IReadOnlyList<BudgetLeft> Remaining { get; init; } = [];
}

/// <param name="Scope"><c>team</c> or <c>company</c>.</param>
/// <param name="Team">Empty for the company.</param>
internal sealed record BudgetLeft(string Scope, string Team, string Budget, Usd Usd);
