using System.Text.Json.Nodes;

namespace Gateway.Tests.Stories;

/// <summary>What callers order.</summary>
internal static class Bodies
{
    public const string Model = "bytedance/seedance-2.0/text-to-video";

    /// <summary>Five seconds of 720p at 16:9 by the published formula: 108,000 tokens at $0.0112 per thousand.</summary>
    public const decimal VideoUsd = 1.2096m;

    /// <summary>More than four such holds, whatever margin up to three percent the book adds, and less than five.</summary>
    public const decimal RoomForFour = 5.0m;

    public static JsonObject Video(string prompt = "a sunset over the ocean") => new()
    {
        ["model"] = Model, ["prompt"] = prompt, ["duration"] = 5, ["resolution"] = "720p", ["ratio"] = "16:9",
    };

    public const string ImageModel = "google/nano-banana-2/text-to-image";

    /// <summary>One picture, as reported in July 2026.</summary>
    public const decimal ImageUsd = 0.072m;

    public static JsonObject Image(string prompt = "a lighthouse", bool sync = false)
    {
        var body = new JsonObject { ["model"] = ImageModel, ["prompt"] = prompt };
        return sync ? body.With("enable_sync_mode", true) : body;
    }

    /// <summary>No audio has a published price: it is sold where a story's own book prices it.</summary>
    public const string AudioModel = "minimax/speech-2.6-hd";
    public const decimal AudioUsd = 0.1m;

    public static JsonObject Audio(string text = "good morning") => new() { ["model"] = AudioModel, ["text"] = text };

    public static JsonObject With(this JsonObject body, string name, JsonNode? value)
    {
        body[name] = value;
        return body;
    }

    /// <summary>What the vendor's page prints.</summary>
    public static JsonObject PageSample() => new()
    {
        ["model"] = "bytedance/seedance-2.0/image-to-video", ["prompt"] = "A beautiful sunset over the ocean with gentle waves",
        ["width"] = 512, ["height"] = 512, ["duration"] = 3, ["fps"] = 24,
    };
}
