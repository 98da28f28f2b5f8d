using Gateway.Atlas;

namespace Gateway.Models;

/// <summary>The vendor's list of models, asked for at most once in a while; while the vendor is in trouble, the last one it gave.</summary>
internal sealed partial class Catalogue(AtlasClient atlas, TimeProvider time, ILogger<Catalogue> logger) : IDisposable
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan TryAgainAfter = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _asking = new(1);
    private volatile VendorBytes? _list;
    private DateTimeOffset _askAgainAt = DateTimeOffset.MinValue;

    /// <summary>The rows to keep, in the vendor's shape; null while none was ever had.</summary>
    public async Task<byte[]?> ListAsync(Func<string, bool> keep)
    {
        if (time.GetUtcNow() >= _askAgainAt) await RefreshAsync();
        return _list is { } list ? ModelList.Filter(list.Body, keep) : null;
    }

    private async Task RefreshAsync()
    {
        await _asking.WaitAsync();
        try
        {
            if (time.GetUtcNow() < _askAgainAt) return;
            var reply = await atlas.GetModelsAsync(CancellationToken.None);
            var list = reply is VendorReply.Answered { Status: 200 } answered && ModelList.Filter(answered.Body, _ => true) is not null
                ? new VendorBytes("application/json", answered.Body)
                : null;
            if (list is null) Log.NotRead(logger);
            _list = list ?? _list;
            _askAgainAt = time.GetUtcNow() + (list is null ? TryAgainAfter : KeptFor);
        }
        finally
        {
            _asking.Release();
        }
    }

    public void Dispose() => _asking.Dispose();

    private static partial class Log
    {
        [LoggerMessage(6901, LogLevel.Warning, "The vendor's list of models could not be read; the last one stays.")]
        public static partial void NotRead(ILogger logger);
    }
}
