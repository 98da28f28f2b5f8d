using System.Text.Encodings.Web;
using System.Text.Json;

namespace Gateway.Atlas;

/// <summary>The vendor's refusal as its clients know it, written anew: only known members, only text that was read.</summary>
internal sealed record VendorEnvelope(SubmitReply.Rejected Rejection) : IResult
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public async Task ExecuteAsync(HttpContext http)
    {
        var body = ToUtf8Json();
        http.Response.StatusCode = Rejection.Status;
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = body.Length;
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        await http.Response.Body.WriteAsync(body, CancellationToken.None);
    }

    public ReadOnlyMemory<byte> ToUtf8Json()
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Options))
        {
            writer.WriteStartObject();
            writer.WriteNumber("code", Rejection.Code);
            writer.WriteString("msg", Rejection.Message);
            writer.WriteString("message", Rejection.Message);
            writer.WriteString("request_id", Rejection.RequestId);
            writer.WriteNull("data");
            writer.WriteEndObject();
        }
        return stream.GetBuffer().AsMemory(0, (int)stream.Length);
    }
}
