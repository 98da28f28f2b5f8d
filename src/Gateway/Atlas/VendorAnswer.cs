using System.IO.Compression;
using System.Text;

namespace Gateway.Atlas;

/// <summary>Reads a vendor answer whole: bounded, decoded, and without the vendor key.</summary>
internal static class VendorAnswer
{
    /// <summary>In characters.</summary>
    private const int MaxRequestId = 128;

    /// <summary>Anything but a whole answer is <see cref="VendorReply.Lost"/>; cancellation is thrown, for only the caller knows what it means.</summary>
    /// <param name="maxBytes">Decoded, in bytes.</param>
    /// <param name="ofAJob">Of a longer answer, what its beginning says about its job is the answer: see <see cref="LongAnswer"/>.</param>
    public static async Task<VendorReply> ReadAsync(
        HttpResponseMessage response, AtlasKey key, int maxBytes, CancellationToken cancellationToken, bool ofAJob = false)
    {
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            var body = await ReadBoundedAsync(stream, maxBytes, cancellationToken);
            foreach (var encoding in response.Content.Headers.ContentEncoding.Reverse()) body = await DecodeAsync(body, encoding, maxBytes, cancellationToken);
            return Answered(body);
        }
        catch (TooLongException e) when (ofAJob && LongAnswer.Envelope(e.Beginning) is { } envelope)
        {
            return Answered(envelope);
        }
        catch (Exception e) when (e is IOException or HttpRequestException or InvalidDataException or NotSupportedException)
        {
            return new VendorReply.Lost(e is TooLongException or InvalidDataException or NotSupportedException ? e.Message : "The vendor's answer broke off.", TimedOut: false);
        }

        VendorReply.Answered Answered(ReadOnlyMemory<byte> body) =>
            new((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, key.Scrub(body), response.Headers.Date, RequestId(response, key));
    }

    private static async Task<ReadOnlyMemory<byte>> ReadBoundedAsync(Stream stream, int maxBytes, CancellationToken cancellationToken)
    {
        using var whole = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (whole.Length + read > maxBytes) throw new TooLongException(maxBytes, whole.GetBuffer().AsMemory(0, (int)whole.Length));
            whole.Write(buffer, 0, read);
        }
        return whole.GetBuffer().AsMemory(0, (int)whole.Length);
    }

    private static async Task<ReadOnlyMemory<byte>> DecodeAsync(ReadOnlyMemory<byte> body, string encoding, int maxBytes, CancellationToken cancellationToken)
    {
        if (body.IsEmpty || encoding.Equals("identity", StringComparison.OrdinalIgnoreCase)) return body;
        var encoded = new MemoryStream(body.ToArray());
        await using Stream decoded = encoding.ToLowerInvariant() switch
        {
            "gzip" or "x-gzip" => new GZipStream(encoded, CompressionMode.Decompress),
            "br" => new BrotliStream(encoded, CompressionMode.Decompress),
            // Both readings of «deflate» are in use; a zlib header tells.
            "deflate" when (body.Span[0] & 0x0F) == 8 => new ZLibStream(encoded, CompressionMode.Decompress),
            "deflate" => new DeflateStream(encoded, CompressionMode.Decompress),
            _ => throw new NotSupportedException("The vendor's answer is in an encoding that was not asked for."),
        };
        return await ReadBoundedAsync(decoded, maxBytes, cancellationToken);
    }

    /// <param name="maxBytes">How many may be read.</param>
    /// <param name="beginning">What was read until then, decoded only where nothing is left to decode.</param>
    private sealed class TooLongException(int maxBytes, ReadOnlyMemory<byte> beginning) : IOException($"The vendor's answer is over {maxBytes} bytes.")
    {
        public ReadOnlyMemory<byte> Beginning => beginning;
    }

    private static string? RequestId(HttpResponseMessage response, AtlasKey key)
    {
        if (!response.Headers.NonValidated.TryGetValues("X-Request-ID", out var values)) return null;
        var id = Encoding.UTF8.GetString(key.Scrub(Encoding.UTF8.GetBytes(values.ToString())).Span);
        return id.Length is > 0 and <= MaxRequestId && id.All(c => c is > ' ' and <= '~') ? id : null;
    }
}
