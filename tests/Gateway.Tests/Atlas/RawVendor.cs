using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gateway.Tests.Atlas;

/// <summary>A vendor of sockets and bytes: sees exactly what was sent, and answers, stalls or cuts exactly as told.</summary>
internal sealed class RawVendor : IAsyncDisposable
{
    internal sealed record Seen(int Connection, string Head, byte[] Body)
    {
        public string RequestLine => Head.Split("\r\n")[0];
        public string[] HeaderNames => [.. Head.Split("\r\n").Skip(1).Select(line => line.Split(':')[0].ToLowerInvariant()).Order()];
        public string? Header(string name) => Head.Split("\r\n").Skip(1)
            .Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)).Select(line => line[(name.Length + 1)..].Trim()).FirstOrDefault();
    }

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<Seen, NetworkStream, Task<bool>> _answer;
    private int _connections;

    /// <param name="answer">Writes the answer; false closes the connection.</param>
    public RawVendor(Func<Seen, NetworkStream, Task<bool>> answer)
    {
        _answer = answer;
        _listener.Start();
        _ = AcceptAsync();
    }

    public ConcurrentQueue<Seen> Requests { get; } = new();

    /// <summary>Body bytes read so far, of all requests.</summary>
    public long BodyBytes;

    public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public static byte[] Answer(int status, string body, string headers = "Content-Type: application/json\r\n") =>
        Answer(status, Encoding.UTF8.GetBytes(body), headers);

    public static byte[] Answer(int status, byte[] body, string headers) =>
        [.. Encoding.UTF8.GetBytes($"HTTP/1.1 {status} X\r\n{headers}Content-Length: {body.Length}\r\n\r\n"), .. body];

    public static RawVendor Saying(int status, string body, string headers = "Content-Type: application/json\r\n") =>
        new(async (_, stream) =>
        {
            await stream.WriteAsync(Answer(status, body, headers));
            return true;
        });

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException) { }
    }

    private async Task ServeAsync(TcpClient client)
    {
        var connection = Interlocked.Increment(ref _connections);
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                while (await ReadAsync(connection, stream) is { } seen)
                {
                    Requests.Enqueue(seen);
                    if (!await _answer(seen, stream)) return;
                }
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or SocketException) { }
        }
    }

    private async Task<Seen?> ReadAsync(int connection, NetworkStream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, _stop.Token) == 0) return null;
            head.Append((char)one[0]);
        }
        var seen = new Seen(connection, head.ToString().TrimEnd(), []);
        if (seen.Header("Transfer-Encoding") == "chunked") return seen with { Body = await ReadChunksAsync(stream) };
        return seen with { Body = await ReadExactlyAsync(stream, int.Parse(seen.Header("Content-Length") ?? "0", CultureInfo.InvariantCulture)) };
    }

    private async Task<byte[]> ReadChunksAsync(NetworkStream stream)
    {
        var body = new List<byte>();
        while (true)
        {
            var size = int.Parse(await ReadLineAsync(stream), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            body.AddRange(await ReadExactlyAsync(stream, size));
            await ReadLineAsync(stream);
            if (size == 0) return [.. body];
        }
    }

    private async Task<string> ReadLineAsync(NetworkStream stream)
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (!line.ToString().EndsWith("\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, _stop.Token) == 0) throw new IOException("Closed.");
            line.Append((char)one[0]);
        }
        return line.ToString().TrimEnd();
    }

    private async Task<byte[]> ReadExactlyAsync(NetworkStream stream, int length)
    {
        var body = new byte[length];
        var at = 0;
        while (at < length)
        {
            var read = await stream.ReadAsync(body.AsMemory(at), _stop.Token);
            if (read == 0) throw new IOException("Closed.");
            at += read;
            Interlocked.Add(ref BodyBytes, read);
        }
        return body;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
    }
}
