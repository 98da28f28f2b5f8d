namespace Gateway.Sandbox;

/// <summary>What the «vendor» counts, for models without a rate per token.</summary>
internal enum SandboxUnit { Run, Second, Image }

/// <summary>A model the sandbox knows.</summary>
/// <param name="Type">As in the vendor's list: Text, Image, Video, Audio.</param>
/// <param name="UsdPer1000Tokens">Null for models priced by a unit.</param>
/// <param name="UsdPer1000TokensWithVideo">The rate when a video goes in.</param>
/// <param name="UsdPerUnit">For models without a rate.</param>
internal sealed record SandboxModel(
    string Name, string Type, decimal? UsdPer1000Tokens, decimal UsdPer1000TokensWithVideo, decimal UsdPerUnit, SandboxUnit Unit = SandboxUnit.Run)
{
    /// <summary>What its outputs are files of.</summary>
    public string Extension => Type switch { "Image" => ".png", "Audio" => ".wav", _ => ".mp4" };

    public string? Operation => Type switch { "Video" => "generateVideo", "Image" => "generateImage", "Audio" => "generateAudio", _ => null };
}

/// <summary>The sandbox's models: those the gateway prices, and some it does not.</summary>
internal static class SandboxCatalogue
{
    public static IReadOnlyList<SandboxModel> Models { get; } =
    [
        .. Seedance("bytedance/seedance-2.0", 0.0112m, 0.00688m),
        .. Seedance("bytedance/seedance-2.0-fast", 0.00896m, 0.00528m),
        .. Seedance("bytedance/seedance-2.0-mini", 0.0056m, 0.0056m),
        Per(SandboxUnit.Run, "bytedance/seedance-2.0/text-to-video-upscaled", "Video", 0.49m),
        Per(SandboxUnit.Second, "kwaivgi/kling-v3.0-std/text-to-video", "Video", 0.071m),
        Per(SandboxUnit.Second, "google/veo3.1/text-to-video", "Video", 0.2m),
        Per(SandboxUnit.Image, "google/nano-banana-2/text-to-image", "Image", 0.072m),
        Per(SandboxUnit.Image, "google/nano-banana-2/edit", "Image", 0.072m),
        Per(SandboxUnit.Image, "bytedance/seedream-v4.5", "Image", 0.036m),
        Per(SandboxUnit.Image, "bytedance/seedream-v5.0-lite", "Image", 0.032m),
        Per(SandboxUnit.Image, "alibaba/qwen-image/edit-plus", "Image", 0.021m),
        Per(SandboxUnit.Image, "alibaba/z-image/turbo", "Image", 0.01m),
        Per(SandboxUnit.Run, "minimax/speech-2.6-hd", "Audio", 0.1m),
        Per(SandboxUnit.Run, "qwen/qwen3-max", "Text", 0m),
    ];

    public static SandboxModel? Find(string? name) => Models.FirstOrDefault(model => model.Name == name);

    private static IEnumerable<SandboxModel> Seedance(string family, decimal rate, decimal rateWithVideo) =>
        from kind in (string[])["text-to-video", "image-to-video", "reference-to-video"]
        select new SandboxModel($"{family}/{kind}", "Video", rate, rateWithVideo, 0);

    private static SandboxModel Per(SandboxUnit unit, string name, string type, decimal usd) => new(name, type, null, 0, usd, unit);
}
