using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Gateway.Bench.Load;

namespace Gateway.Bench.Servers;

/// <summary>How the gateway is configured while it is measured: everything it does for money and insight is on.</summary>
internal static class GatewayStart
{
    public static ProcessStartInfo For(string folder, int port, int vendorPort, params (string Key, string Value)[] settings)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Gateway.dll"), "serve"]) { WorkingDirectory = folder };
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Requests.TeamKey)));
        (string Key, string Value)[] all =
        [
            ("ASPNETCORE_ENVIRONMENT", "Production"),
            ("urls", $"http://127.0.0.1:{port}"),
            ("Management:Port", "0"),
            ("ATLASCLOUD_API_KEY", "apikey-bench-not-a-secret"),
            ("Atlas:BaseUrl", $"http://127.0.0.1:{vendorPort}"),
            ("ConnectionStrings:Ledger", $"Data Source={Path.Combine(folder, "gateway.db")}"),
            ("Teams:bench:Keys:main:Sha256", hash),
            ("Teams:bench:Budgets:monthly:Period", "Month"), ("Teams:bench:Budgets:monthly:LimitUsd", "5000000000"),
            ("Teams:bench:Budgets:daily:Period", "Day"), ("Teams:bench:Budgets:daily:LimitUsd", "4000000000"),
            ("Company:Budgets:monthly:Period", "Month"), ("Company:Budgets:monthly:LimitUsd", "6000000000"),
            // The jobs of a benchmark never end; the worker must not drown the measurement in looks at them.
            ("Predictions:FollowInterval", "01:00:00"),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", $"http://127.0.0.1:{vendorPort}"), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_TRACES_SAMPLER", "parentbased_traceidratio"), ("OTEL_TRACES_SAMPLER_ARG", "0.01"),
            ("NO_PROXY", "127.0.0.1"),
            .. settings,
        ];
        foreach (var (key, value) in all) start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        return start;
    }
}
