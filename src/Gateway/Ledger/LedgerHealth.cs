using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Gateway.Ledger;

/// <summary>Ready means: the ledger can be written. The vendor is not asked, for its trouble is not cured by taking replicas away.</summary>
internal sealed class LedgerHealth(ILedgerViews views) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await views.ProbeAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (LedgerUnavailableException fault)
        {
            return HealthCheckResult.Unhealthy(fault.Message);
        }
    }
}
