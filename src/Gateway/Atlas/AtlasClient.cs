using System.Globalization;

namespace Gateway.Atlas;

/// <summary>Asks the vendor on the gateway's own behalf, through the same handler chain as what callers send. An answer over <see cref="AtlasOptions.MaxAnswerBytes"/> is lost, unless it is of one job.</summary>
internal sealed class AtlasClient(AtlasOptions options, AtlasKey key, AtlasChannel channel, VendorCircuits circuits, TimeProvider time)
{
    /// <summary>A question costs nothing and can be asked again.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);

    private readonly HttpMessageInvoker _invoker = channel.Invoker;

    public Task<VendorReply> GetPredictionAsync(PredictionId prediction, CancellationToken cancellationToken) =>
        GetAsync(VendorCircuits.Prediction, $"/api/v1/model/prediction/{prediction}", cancellationToken);

    /// <param name="model">Null for every model.</param>
    /// <param name="page">From 1.</param>
    public Task<VendorReply> GetHistoryAsync(string? model, int page, int size, CancellationToken cancellationToken)
    {
        var filter = model is null ? "" : $"&model={Uri.EscapeDataString(model)}";
        var pathAndQuery = string.Create(CultureInfo.InvariantCulture, $"/api/v1/model/history?no={page}&size={size}{filter}");
        return GetAsync(VendorCircuits.History, pathAndQuery, cancellationToken);
    }

    public Task<VendorReply> GetModelsAsync(CancellationToken cancellationToken) =>
        GetAsync(VendorCircuits.Models, "/api/v1/models", cancellationToken);

    public Task<VendorReply> GetBalanceAsync(CancellationToken cancellationToken) =>
        GetAsync(VendorCircuits.Balance, "/public/v1/balance", cancellationToken);

    private Task<VendorReply> GetAsync(string operation, string pathAndQuery, CancellationToken cancellationToken) =>
        circuits.SendAsync(operation, () => AskAsync(pathAndQuery, operation == VendorCircuits.Prediction, cancellationToken));

    private async Task<VendorReply> AskAsync(string pathAndQuery, bool ofAJob, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        using var request = VendorRequest.Get(options.Address(pathAndQuery));
        request.Version = AtlasForwarder.Version;
        request.VersionPolicy = AtlasForwarder.VersionPolicy;
        try
        {
            using var response = await _invoker.SendAsync(request, either.Token);
            return await VendorAnswer.ReadAsync(response, key, options.MaxAnswerBytes, either.Token, ofAJob);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new VendorReply.Lost("The vendor did not answer in time.", TimedOut: true);
        }
        catch (HttpRequestException e) when (IsBeforeConnection(e))
        {
            return new VendorReply.NotSent($"No connection to the vendor ({e.HttpRequestError}).");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return new VendorReply.Lost("The connection to the vendor broke.", TimedOut: false);
        }
    }

    private static bool IsBeforeConnection(HttpRequestException e) => e.HttpRequestError
        is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError;
}
