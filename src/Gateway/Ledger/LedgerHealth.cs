using Gateway.Ledger.Writing;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Gateway.Ledger;

/// <summary>
/// Ready means: the ledger can be written. The vendor is not asked, for its trouble is not cured by taking replicas away. A good answer stands for a
/// moment, so that whoever asks often does not make the ledger write as often.
/// </summary>
internal sealed class LedgerHealth(ILedgerViews views, BatchedLedger ledger, TimeProvider time) : IHealthCheck
{
    private static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(1);

    /// <summary>Of the last good answer; a timestamp, 0 before the first.</summary>
    private long _goodAt;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var goodAt = Interlocked.Read(ref _goodAt);
        if (goodAt != 0 && !ledger.IsFailing && time.GetElapsedTime(goodAt) < GoodFor) return HealthCheckResult.Healthy();
        try
        {
            await views.ProbeAsync(cancellationToken);
            Interlocked.Exchange(ref _goodAt, time.GetTimestamp());
            return HealthCheckResult.Healthy();
        }
        catch (LedgerUnavailableException fault)
        {
            Interlocked.Exchange(ref _goodAt, 0);
            return HealthCheckResult.Unhealthy(fault.Message);
        }
    }
}
