using Gateway.Pricing;

namespace Gateway.Predictions;

/// <summary>What each submit route makes. A model of another type is not sent there: it would be priced as what it is not.</summary>
internal static class MediaOperations
{
    public const string Video = "generateVideo";
    public const string Image = "generateImage";
    public const string Audio = "generateAudio";

    private static readonly Dictionary<string, ModelType> Makes = new(StringComparer.Ordinal)
    {
        [Video] = ModelType.Video, [Image] = ModelType.Image, [Audio] = ModelType.Audio,
    };

    public static IEnumerable<string> All => Makes.Keys;

    /// <summary>Whether a model of this type may be asked for there. What is no submit route (a quote) takes every type.</summary>
    public static bool Takes(string operation, ModelType type) => !Makes.TryGetValue(operation, out var makes) || makes == type;

    /// <summary>The route for models of a type; null where there is none.</summary>
    public static string? For(ModelType type) => Makes.FirstOrDefault(operation => operation.Value == type).Key;
}
