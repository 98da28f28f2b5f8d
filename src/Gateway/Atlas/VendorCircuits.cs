using Gateway.Http;
using Gateway.Telemetry;

namespace Gateway.Atlas;

/// <summary>A circuit for each operation of the vendor: trouble with one says nothing of the others.</summary>
internal sealed class VendorCircuits
{
    public const string Prediction = "prediction";
    public const string History = "history";
    public const string Models = "models";
    public const string Balance = "balance";

    private static readonly string[] Operations =
        ["generateVideo", "generateImage", "generateAudio", Prediction, History, Models, Balance, "calculate", "uploadMedia"];

    private readonly Dictionary<string, VendorCircuit> _circuits;
    private readonly GatewayMetrics _metrics;

    public VendorCircuits(CircuitOptions options, TimeProvider time, GatewayMetrics metrics, ILogger<VendorCircuits> logger)
    {
        var steady = new SteadyTime(time);
        _circuits = Operations.ToDictionary(operation => operation, operation => new VendorCircuit(operation, options, steady, logger), StringComparer.Ordinal);
        _metrics = metrics;
        metrics.WatchCircuits(() => _circuits.Select(circuit => KeyValuePair.Create(circuit.Key, circuit.Value.State)));
    }

    /// <summary>Before anything is read, held or sent: the answer to whoever asks while the circuit is open. Null lets the request through.</summary>
    public Problem? Refusal(string operation) => _circuits[operation].RestOfBreak is { } rest ? VendorProblems.Resting(rest) : null;

    /// <summary>Whether a call would be refused now.</summary>
    public bool IsOpen(string operation) => _circuits[operation].RestOfBreak is not null;

    public async Task<VendorReply> SendAsync(string operation, Func<Task<VendorReply>> send, bool isSync = false)
    {
        var reply = await _circuits[operation].SendAsync(send, isSync);
        _metrics.VendorCalled(operation, reply.Word);
        if (VendorHealth.AccountRefusal(reply) is { } status) _metrics.VendorRefused(operation, status);
        return reply;
    }
}
