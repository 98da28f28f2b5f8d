using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gateway.Bench.Load;

/// <summary>One keep-alive HTTP/1.1 connection that costs the client as little as possible, so that a small machine measures the server.</summary>
internal sealed class RawConnection : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer = new byte[64 * 1024];

    public static async Task<RawConnection> OpenAsync(int port)
    {
        var connection = new RawConnection();
        await connection._socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));
        return connection;
    }

    /// <summary>The body of the last answer.</summary>
    public ReadOnlyMemory<byte> Body { get; private set; }

    /// <returns>The status code.</returns>
    public async ValueTask<int> SendAsync(ReadOnlyMemory<byte> request)
    {
        for (var sent = 0; sent < request.Length;) sent += await _socket.SendAsync(request[sent..]);
        var filled = 0;
        while (true)
        {
            var read = await _socket.ReceiveAsync(_buffer.AsMemory(filled));
            if (read == 0) throw new IOException("The server closed the connection.");
            filled += read;
            if (Answer.TryRead(_buffer.AsSpan(0, filled), out var answer))
            {
                Body = _buffer.AsMemory(answer.BodyStart, answer.BodyLength);
                return answer.Status;
            }
            if (filled == _buffer.Length) throw new InvalidDataException("The answer is too long for a benchmark.");
        }
    }

    public void Dispose() => _socket.Dispose();

    private readonly record struct Answer(int Status, int BodyStart, int BodyLength)
    {
        /// <summary>False until the whole answer is there.</summary>
        public static bool TryRead(ReadOnlySpan<byte> bytes, out Answer answer)
        {
            answer = default;
            var head = bytes.IndexOf("\r\n\r\n"u8);
            if (head < 0 || !Utf8Parser.TryParse(bytes[9..], out int status, out _)) return false;
            var start = head + 4;
            var headers = bytes[..(head + 2)];
            if (Header(headers, "content-length:"u8) is { IsEmpty: false } length && Utf8Parser.TryParse(length, out int total, out _))
            {
                answer = new Answer(status, start, total);
                return bytes.Length >= start + total;
            }
            // No length: chunked, whose end is unmistakable in the answers measured here.
            answer = new Answer(status, start, bytes.Length - start);
            return bytes[start..].EndsWith("0\r\n\r\n"u8);
        }

        private static ReadOnlySpan<byte> Header(ReadOnlySpan<byte> headers, ReadOnlySpan<byte> name)
        {
            for (var line = headers.IndexOf("\r\n"u8); line >= 0 && line + 2 < headers.Length;)
            {
                var rest = headers[(line + 2)..];
                if (rest.Length > name.Length && Ascii.EqualsIgnoreCase(rest[..name.Length], name)) return rest[name.Length..].TrimStart((byte)' ');
                var next = rest.IndexOf("\r\n"u8);
                if (next < 0) return default;
                line += 2 + next;
            }
            return default;
        }
    }
}
