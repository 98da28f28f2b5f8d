using System.Text.Json.Nodes;

namespace Gateway.Tests.Vendor;

/// <summary>The part of the vendor's address space a gateway may touch; the rest answers 401 and is written down.</summary>
internal static class VendorRoutes
{
    private const string Model = "/api/v1/model/";

    /// <summary>Null for anything a well-behaved gateway never asks.</summary>
    public static Func<VendorCall, Task>? Find(VendorRequest request) => (request.Method, request.Path) switch
    {
        ("POST", Model + "generateVideo" or Model + "generateImage" or Model + "generateAudio") => call => call.Vendor.SubmitAsync(call),
        ("GET", var path) when IdIn(path) is { } id => call => call.Vendor.PollAsync(call, id),
        ("POST", Model + "calculate") => call => call.JsonAsync(200, Envelope.Of(new JsonObject { ["price"] = call.Vendor.DefaultPrice })),
        ("POST", Model + "uploadMedia") => UploadAsync,
        ("GET", Model + "history") => call => call.Vendor.History.AnswerAsync(call),
        ("GET", "/api/v1/models") => ModelsAsync,
        ("GET", "/public/v1/balance") => call => call.Vendor.EveryBalance(call),
        _ => null,
    };

    public static bool NeedsKey(VendorRequest request) => request.Path != "/api/v1/models";

    private static string? IdIn(string path)
    {
        foreach (var prefix in new[] { Model + "prediction/", Model + "result/" })
        {
            if (!path.StartsWith(prefix, StringComparison.Ordinal)) continue;
            var id = path[prefix.Length..];
            if (id.EndsWith('/')) id = id[..^1];
            return PredictionId.TryParse(id, out _) ? id : null;
        }
        return null;
    }

    private static Task UploadAsync(VendorCall call) => call.JsonAsync(200, Envelope.Of(new JsonObject
    {
        ["download_url"] = "https://cdn.vendor.invalid/upload-1",
        ["file_name"] = "upload-1",
        ["content_type"] = "application/octet-stream",
        ["size"] = call.Request.Body.Length,
    }));

    private static Task ModelsAsync(VendorCall call)
    {
        var rows = new JsonArray([.. call.Vendor.Models.Select(model => (JsonNode)new JsonObject
        {
            ["uuid"] = "uuid-" + model, ["model"] = model, ["type"] = "Video", ["displayName"] = model,
            ["schema"] = $"https://schemas.vendor.invalid/{model}", ["price"] = new JsonObject { ["discount"] = 100, ["actual"] = new JsonObject { ["base_price"] = "0.24" } },
        })]);
        return call.JsonAsync(200, new JsonObject { ["code"] = 200, ["data"] = rows });
    }
}
