namespace Gateway.Sandbox;

/// <summary>A model the sandbox knows.</summary>
/// <param name="Type">As in the vendor's list: Text, Image, Video, Audio.</param>
/// <param name="UsdPer1000Tokens">Null for models priced per run.</param>
/// <param name="UsdPer1000TokensWithVideo">The rate when a video goes in.</param>
/// <param name="UsdPerRun">For models without a rate.</param>
internal sealed record SandboxModel(string Name, string Type, decimal? UsdPer1000Tokens, decimal UsdPer1000TokensWithVideo, decimal UsdPerRun)
{
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
        PerRun("kwaivgi/kling-v3.0-std/text-to-video", "Video", 0.355m),
        PerRun("google/nano-banana-2/text-to-image", "Image", 0.072m),
        PerRun("bytedance/seedream-v4.5", "Image", 0.036m),
        PerRun("minimax/speech-2.6-hd", "Audio", 0.1m),
        PerRun("qwen/qwen3-max", "Text", 0m),
    ];

    public static SandboxModel? Find(string? name) => Models.FirstOrDefault(model => model.Name == name);

    private static IEnumerable<SandboxModel> Seedance(string family, decimal rate, decimal rateWithVideo) =>
        from kind in (string[])["text-to-video", "image-to-video", "reference-to-video"]
        select new SandboxModel($"{family}/{kind}", "Video", rate, rateWithVideo, 0);

    private static SandboxModel PerRun(string name, string type, decimal usd) => new(name, type, null, 0, usd);
}
