using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Vendor;

/// <summary>One request while the vendor answers it.</summary>
internal sealed class VendorCall(HttpContext http, VendorRequest request, VendorStandIn vendor)
{
    public VendorRequest Request { get; } = request;

    public VendorStandIn Vendor { get; } = vendor;

    public CancellationToken Aborted => http.RequestAborted;

    /// <summary>The route's last segment.</summary>
    public string Operation => Request.Path[(Request.Path.LastIndexOf('/') + 1)..];

    public VendorJob Accept() => Vendor.Accept(Operation, Request);

    public Task JsonAsync(int status, JsonNode body, bool gzip = false) => AnswerAsync(status, "application/json", Encoding.UTF8.GetBytes(body.ToJsonString()), gzip);

    public Task HtmlAsync(int status) =>
        AnswerAsync(status, "text/html; charset=UTF-8", Encoding.UTF8.GetBytes($"<html><head><title>{status} Bad Gateway</title></head><body>cloudflare</body></html>"));

    public Task ErrorAsync(int status, string message) => JsonAsync(status, Envelope.Error(status, message));

    public async Task AnswerAsync(int status, string contentType, byte[] body, bool gzip = false)
    {
        if (gzip)
        {
            body = Compressed(body);
            http.Response.Headers.ContentEncoding = "gzip";
        }
        Begin(status, contentType, body.Length);
        await http.Response.Body.WriteAsync(body, CancellationToken.None);
    }

    public void Header(string name, string value) => http.Response.Headers[name] = value;

    /// <summary>The connection is closed and nothing is answered.</summary>
    public void Lose() => http.Abort();

    /// <summary>A good answer of which half arrives.</summary>
    public async Task CutAsync(JsonNode body)
    {
        var bytes = Encoding.UTF8.GetBytes(body.ToJsonString());
        Begin(200, "application/json", bytes.Length);
        await http.Response.Body.WriteAsync(bytes.AsMemory(0, bytes.Length / 2), CancellationToken.None);
        await http.Response.Body.FlushAsync(CancellationToken.None);
        http.Abort();
    }

    private void Begin(int status, string contentType, int length)
    {
        var response = http.Response;
        response.StatusCode = status;
        response.ContentType = contentType;
        response.ContentLength = length;
        response.Headers.Date = Vendor.Time.GetUtcNow().ToString("R", CultureInfo.InvariantCulture);
        response.Headers.Server = "cloudflare";
        response.Headers.Via = "1.1 vendor-edge";
        response.Headers.SetCookie = "__cf_bm=tracking; path=/";
        response.Headers["X-RateLimit-Remaining"] = "17";
        response.Headers["X-Request-ID"] = "req-" + Request.At.Ticks.ToString("x", CultureInfo.InvariantCulture);
    }

    private static byte[] Compressed(byte[] body)
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Fastest)) gzip.Write(body);
        return buffer.ToArray();
    }
}
