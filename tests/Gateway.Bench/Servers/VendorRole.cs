using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Gateway.Bench.Servers;

/// <summary>A vendor that is faster than any proxy in front of it: it takes every job, and none ever ends. Counts the looks it was asked for.</summary>
internal static class VendorRole
{
    /// <summary>Where it says how many looks there were.</summary>
    public const string LooksPath = "/looks";
    private static readonly byte[] HistoryAnswer = """{"code":200,"data":{"items":[],"pageNo":1,"pageSize":100,"total":0}}"""u8.ToArray();
    private static long _jobs, _looks;

    public static Task RunAsync(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}").ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        var app = builder.Build();
        app.Run(AnswerAsync);
        return app.RunAsync();
    }

    private static async Task AnswerAsync(HttpContext http)
    {
        var path = http.Request.Path.Value!;
        if (http.Request.Method == "POST") await http.Request.Body.CopyToAsync(Stream.Null);
        var body = path switch
        {
            _ when http.Request.Method == "POST" => Job($"pred-{Interlocked.Increment(ref _jobs)}", "created"),
            _ when path.StartsWith("/api/v1/model/prediction/", StringComparison.Ordinal) => Look(path[(path.LastIndexOf('/') + 1)..]),
            LooksPath => Encoding.ASCII.GetBytes(Interlocked.Read(ref _looks).ToString(System.Globalization.CultureInfo.InvariantCulture)),
            _ => HistoryAnswer,
        };
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = body.Length;
        await http.Response.BodyWriter.WriteAsync(body);
    }

    private static byte[] Look(string id)
    {
        Interlocked.Increment(ref _looks);
        return Job(id, "processing");
    }

    private static byte[] Job(string id, string status) => Encoding.ASCII.GetBytes(
        $$$"""{"code":200,"message":"success","data":{"id":"{{{id}}}","model":"bytedance/seedance-2.0/text-to-video","status":"{{{status}}}","outputs":null,"urls":{"get":"https://api.atlascloud.ai/api/v1/model/prediction/{{{id}}}"},"created_at":"2026-11-24T10:00:00Z"}}""");
}
