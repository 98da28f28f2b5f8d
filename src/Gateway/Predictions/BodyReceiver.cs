using System.Buffers;
using Gateway.Http;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Gateway.Predictions;

/// <summary>Reads a submit's body whole, within the vendor's limit and within the room all bodies share.</summary>
internal sealed class BodyReceiver(BodyRoom room)
{
    /// <summary>The vendor answers 413 above this, in bytes.</summary>
    public const int MaxBytes = 50 * 1024 * 1024;

    /// <summary>Larger bodies go to a temporary file, in bytes.</summary>
    public const int MaxInMemory = 1024 * 1024;

    private const int ChunkBytes = 16 * 1024;

    private static readonly Problem TooLarge = new(413, "Body too large", $"The body may have at most {MaxBytes} bytes.");
    private static readonly Problem NotJson = new(415, "Not JSON", "Send the body as application/json in UTF-8, without a content encoding.");
    private static readonly Problem Broken = new(400, "Body not readable", "The body did not arrive whole.");
    private static readonly Problem NoRoom =
        new(503, "Too many large bodies", "The gateway is buffering as much as it may. Nothing was held or sent; try again.") { RetryAfter = TimeSpan.FromSeconds(2) };

    public async Task<(ReceivedBody? Body, Problem? Refusal)> ReceiveAsync(HttpContext http)
    {
        var request = http.Request;
        if (!IsJson(request)) return (null, NotJson);
        if (request.ContentLength > MaxBytes) return (null, TooLarge);
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = MaxBytes;

        var share = room.Open();
        try
        {
            var body = request.ContentLength is <= ChunkBytes and var length
                ? await SmallAsync(request.Body, (int)length, share, http.RequestAborted)
                : await BufferAsync(request.Body, share, http.RequestAborted);
            if (body is not null) return (body, null);
            share.Dispose();
            return (null, NoRoom);
        }
        catch (Exception fault)
        {
            share.Dispose();
            return fault switch
            {
                BadHttpRequestException { StatusCode: 413 } => (null, TooLarge),
                BadHttpRequestException or ConnectionResetException or OperationCanceledException => (null, Broken),
                IOException when http.RequestAborted.IsCancellationRequested => (null, Broken),

                // What is left is our own temporary file.
                IOException => (null, NoRoom),
                _ => throw new InvalidOperationException("The body could not be buffered.", fault),
            };
        }
    }

    private static bool IsJson(HttpRequest request)
    {
        if (request.Headers.ContentEncoding.Count > 0) return false;
        if (string.IsNullOrEmpty(request.ContentType) || request.ContentType is "application/json") return true;
        return MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            && (!type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Nearly every body: its length is told and no more than a chunk, so it is read once, into its own place.</summary>
    private static async Task<ReceivedBody?> SmallAsync(Stream body, int length, BodyRoom.Share share, CancellationToken cancellationToken)
    {
        if (!share.TryGrowTo(length)) return null;
        var bytes = new byte[length];
        await body.ReadExactlyAsync(bytes, cancellationToken);
        return new ReceivedBody(bytes, share);
    }

    /// <summary>Null when there is no room: only what has arrived takes any, so that slow callers cannot reserve what they do not send.</summary>
    private static async Task<ReceivedBody?> BufferAsync(Stream body, BodyRoom.Share share, CancellationToken cancellationToken)
    {
        var buffered = new FileBufferingReadStream(body, MaxInMemory);
        var scratch = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            int read;
            for (var length = 0L; (read = await buffered.ReadAsync(scratch, cancellationToken)) > 0;)
                if (!share.TryGrowTo(length += read))
                {
                    await buffered.DisposeAsync();
                    return null;
                }

            // Going back also writes out what the file's own buffer still holds.
            buffered.Position = 0;
            return buffered.InMemory ? await InMemoryAsync(buffered, share, cancellationToken) : InFile(buffered, share);
        }
        catch
        {
            await buffered.DisposeAsync();
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }
    }

    private static async Task<ReceivedBody> InMemoryAsync(FileBufferingReadStream buffered, IDisposable share, CancellationToken cancellationToken)
    {
        var bytes = new byte[buffered.Length];
        await buffered.ReadExactlyAsync(bytes, cancellationToken);
        await buffered.DisposeAsync();
        return new ReceivedBody(bytes, share);
    }

    private static ReceivedBody InFile(FileBufferingReadStream buffered, IDisposable share)
    {
        var mapped = new MappedBody(buffered.TempFileName!);
        return new ReceivedBody(mapped.Memory, mapped, buffered, share);
    }
}
