namespace Gateway.Atlas;

/// <summary>Asks the vendor on the gateway's own behalf, through the same handler chain as what callers send. Answers over 4 MB are lost.</summary>
internal sealed class AtlasClient
{
    public Task<VendorReply> GetPredictionAsync(PredictionId prediction, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <param name="page">From 1.</param>
    public Task<VendorReply> GetHistoryAsync(string? model, int page, int size, CancellationToken cancellationToken) => throw new NotImplementedException();

    public Task<VendorReply> GetModelsAsync(CancellationToken cancellationToken) => throw new NotImplementedException();
}
