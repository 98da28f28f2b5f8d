using System.Globalization;
using System.Text.Json.Nodes;

namespace Gateway.Tests.Vendor;

/// <summary>The shapes the vendor's answers come in.</summary>
internal static class Envelope
{
    public static JsonObject Of(JsonNode? data) => new() { ["code"] = 200, ["message"] = "success", ["data"] = data };

    public static JsonObject Error(int code, string message) =>
        new() { ["code"] = code, ["msg"] = message, ["message"] = message, ["request_id"] = "req-of-an-error", ["data"] = null };

    public static JsonObject Accepted(VendorJob job, Uri baseUrl) => new()
    {
        ["id"] = job.Id,
        ["model"] = job.Model,
        ["status"] = "created",
        ["outputs"] = null,
        ["urls"] = new JsonObject { ["get"] = UrlOf(job, baseUrl) },
        ["created_at"] = job.At.ToString("O", CultureInfo.InvariantCulture),
    };

    public static JsonObject Looked(VendorJob job, Uri baseUrl, DateTimeOffset now)
    {
        var data = Accepted(job, baseUrl);
        data["status"] = job.Status;
        if (!job.IsFinal) return data;
        data["completed_at"] = now.ToString("O", CultureInfo.InvariantCulture);
        if (job.Status is "completed" or "succeeded" or "success")
        {
            data["outputs"] = new JsonArray(job.Output ?? $"https://cdn.vendor.invalid/{job.Id}{Extension(job)}");
            data["metrics"] = new JsonObject { ["predict_time"] = 41.5 };
        }
        else
        {
            data["error"] = new JsonObject { ["message"] = "the prompt was refused by moderation" };
            data["error_code"] = 1039;
        }
        if (job.ShowsPrice(now))
            data["price"] = job.PriceForm == PriceForm.Number ? job.Price : job.Price.ToString(CultureInfo.InvariantCulture);
        return data;
    }

    private static string Extension(VendorJob job) => job.Operation switch { "generateImage" => ".png", "generateAudio" => ".wav", _ => ".mp4" };

    public static string UrlOf(VendorJob job, Uri baseUrl) => $"{baseUrl.GetLeftPart(UriPartial.Authority)}/api/v1/model/prediction/{job.Id}";
}
