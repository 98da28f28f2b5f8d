using System.Text.Json;

namespace Gateway.Sandbox;

/// <summary>
/// What the sandbox charges: the vendor's published formula and prices, worked out here once more and apart from the gateway's price book, so that
/// one checks the other.
/// </summary>
internal static class SandboxPrices
{
    /// <summary>What the «vendor» picks when the request leaves the length to it, and takes a video input for, in seconds.</summary>
    private const int PickedSeconds = 8, VideoInputSeconds = 5, MostVideoInputSeconds = 15;

    private static readonly Dictionary<string, (int Width, int Height)[]> Pixels = new()
    {
        ["480p"] = [(864, 496), (752, 560), (640, 640), (560, 752), (496, 864), (992, 432)],
        ["720p"] = [(1280, 720), (1112, 834), (960, 960), (834, 1112), (720, 1280), (1470, 630)],
        ["1080p"] = [(1920, 1080), (1664, 1248), (1440, 1440), (1248, 1664), (1080, 1920), (2206, 946)],
    };

    private static readonly string[] ImageCounts = ["num_images", "n", "max_images"];

    private static readonly string[] Ratios = ["16:9", "4:3", "1:1", "3:4", "9:16", "21:9"];

    private static readonly Dictionary<string, decimal> UsdPerSecond = new()
    {
        ["720p-SR"] = 0.202m,
        ["1080p-SR"] = 0.435m,
        ["1440p-SR"] = 0.774m,
        ["4k"] = 1.24m,
    };

    /// <summary>Null when the request's size, length or count is none.</summary>
    public static Usd? Of(SandboxModel model, JsonElement request)
    {
        if (model.UsdPer1000Tokens is not { } rate) return Units(model.Unit, request) is { } units ? Usd.FromDollars(model.UsdPerUnit * units) : null;
        if (Seconds(request) is not { } seconds) return null;
        var resolution = Text(request, "resolution") ?? "720p";
        if (UsdPerSecond.TryGetValue(resolution, out var perSecond)) return Usd.FromDollars(perSecond * seconds);
        if (Size(request, resolution) is not { } size) return null;
        var input = VideoSeconds(request);
        var tokens = (decimal)size.Width * size.Height * (input + seconds) * 24 / 1024;
        return Usd.FromDollars(tokens / 1000 * (input > 0 ? model.UsdPer1000TokensWithVideo : rate));
    }

    private static int? Units(SandboxUnit unit, JsonElement request) => unit switch
    {
        SandboxUnit.Second => Seconds(request),
        SandboxUnit.Image => Images(request),
        _ => 1,
    };

    private static int? Seconds(JsonElement request)
    {
        var seconds = Number(request, "duration") ?? 5;
        if (seconds == -1) seconds = PickedSeconds;
        return seconds is < 1 or > 60 ? null : seconds;
    }

    /// <summary>The most that any spelling asks for.</summary>
    private static int? Images(JsonElement request)
    {
        var counts = ImageCounts.Select(name => Number(request, name) ?? 1).ToList();
        return counts.Exists(count => count is < 1 or > 15) ? null : counts.Max();
    }

    private static (int Width, int Height)? Size(JsonElement request, string resolution)
    {
        if (Number(request, "width") is { } width && Number(request, "height") is { } height)
            return width is > 0 and <= 8192 && height is > 0 and <= 8192 ? (width, height) : null;
        if (!Pixels.TryGetValue(resolution, out var sizes)) return null;
        var ratio = Text(request, "ratio") ?? Text(request, "aspect_ratio") ?? "16:9";
        var at = ratio == "adaptive" ? 0 : Array.IndexOf(Ratios, ratio);
        return at < 0 ? null : sizes[at];
    }

    private static int VideoSeconds(JsonElement request)
    {
        if (!request.TryGetProperty("reference_videos", out var videos) || videos.ValueKind != JsonValueKind.Array) return 0;
        return Math.Min(videos.GetArrayLength() * VideoInputSeconds, MostVideoInputSeconds);
    }

    private static int? Number(JsonElement request, string name) =>
        request.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.TryGetInt32(out var number) ? number : 0 : null;

    private static string? Text(JsonElement request, string name) =>
        request.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
