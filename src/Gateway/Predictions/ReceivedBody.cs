namespace Gateway.Predictions;

/// <summary>
/// A request body as received: small ones in memory, large ones in a temporary file that is mapped, so that a 50 MB body costs
/// page cache and not heap.
/// </summary>
/// <param name="bytes">Valid until disposal.</param>
internal sealed class ReceivedBody(ReadOnlyMemory<byte> bytes, params IDisposable[] owned) : IDisposable
{
    public ReadOnlyMemory<byte> Bytes => bytes;

    public void Dispose()
    {
        foreach (var part in owned) part.Dispose();
    }
}
