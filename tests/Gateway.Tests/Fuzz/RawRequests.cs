using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Gateway.Tests.Fuzz;

/// <summary>Request lines no HTTP library would send, all from one seed.</summary>
internal sealed class RawRequests(Random random, Uri gateway, string token)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly string[] Methods =
        ["GET", "GET", "POST", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get", "Post", "GET\0", "G E T", "", "X-VERY-LONG-METHOD-NAME-INDEED"];

    private static readonly string[] Paths =
    [
        "/api/v1/model/generateVideo", "/api/v1/model/prediction/abc", "/api/v1/model/result/abc", "/api/v1/model/calculate", "/api/v1/model/uploadMedia", "/api/v1/models",
        "/api/v1/model/history", "/public/v1/balance", "/v1/chat/completions", "/gateway/v1/budgets", "/gateway/v1/charges", "/health/ready",
    ];

    private static readonly string[] Pieces =
        ["/", "//", "/./", "/../", "/..;/", "%2F", "%2f", "%252F", "%5C", "\\", "%2e%2e", "%2E%2E%2F", "..%2Fhistory", "..%2F..%2F..%2Fpublic%2Fv1%2Fbalance", "%00", "\0", "?", "?a=b", "#frag", ";a=b", "%", "%zz", "%c0%af",
         "%EF%BC%8F", "é", " ", "%20", "+", "*", "@evil.example", ":443", "history", "generateVideo", "/public/v1/balance", "http://evil.example/", "~", "%3F", "%23"];

    public string Next()
    {
        var target = Paths[random.Next(Paths.Length)];
        for (var times = random.Next(4); times > 0; times--) target = target.Insert(random.Next(target.Length + 1), Pieces[random.Next(Pieces.Length)]);
        target = random.Next(12) switch
        {
            0 => $"http://{gateway.Authority}{target}",
            1 => "http://api.atlascloud.ai" + target,
            2 => "https://evil.example:443" + target,
            3 => "*",
            4 => gateway.Authority,
            5 => target + new string('a', random.Next(9_000)),
            6 => target.ToUpperInvariant(),
            7 => "//evil.example" + target,
            8 => string.Join("/", Enumerable.Repeat(target, 3)),
            _ => target,
        };
        return $"{Methods[random.Next(Methods.Length)]} {target} HTTP/1.{(random.Next(20) == 0 ? 0 : 1)}";
    }

    /// <summary>The status of the answer; null when the connection was closed without one.</summary>
    public async Task<int?> SendAsync(string requestLine)
    {
        using var socket = new TcpClient();
        using var patience = new CancellationTokenSource(Patience);
        await socket.ConnectAsync(gateway.Host, gateway.Port, patience.Token);
        const string body = """{"model":"bytedance/seedance-2.0/text-to-video","prompt":"p","duration":5}""";
        var text = $"{requestLine}\r\nHost: {gateway.Authority}\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n"
            + (requestLine.StartsWith("POST", StringComparison.Ordinal) ? $"Content-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}" : "Connection: close\r\n\r\n");
        try
        {
            await socket.GetStream().WriteAsync(Encoding.Latin1.GetBytes(text), patience.Token);
            using var reader = new StreamReader(socket.GetStream(), Encoding.Latin1);
            var status = await reader.ReadLineAsync(patience.Token);
            while (await reader.ReadLineAsync(patience.Token) is not null) { }
            return status is null ? null : int.Parse(status.Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
