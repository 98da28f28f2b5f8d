namespace Gateway.Pricing;

internal sealed record ResolutionField(string Field, string Default);

/// <param name="Auto">The value that lets the model choose; null where there is none.</param>
internal sealed record RatioField(IReadOnlyList<string> Fields, string Default, string? Auto, PixelTable Pixels);

internal sealed record SizeFields(string Width, string Height);

internal sealed record FpsField(string Field, int Only);

/// <param name="AssumedSeconds">The length of all video input together, as long as it is unknown.</param>
/// <param name="HeldTotalTimes">With video, input and output are held as at least this many <paramref name="HeldTotalOver"/>-ths of the output, rounded up.</param>
internal sealed record VideoFields(IReadOnlyList<string> Fields, int Max, int AssumedSeconds, int HeldTotalTimes, int HeldTotalOver)
{
    public int HeldTotal(int outputSeconds) =>
        Math.Max(AssumedSeconds + outputSeconds, (outputSeconds * HeldTotalTimes + HeldTotalOver - 1) / HeldTotalOver);
}

/// <summary>The fields of a model's request that change its price, their defaults and their limits. What is null, the model does not have.</summary>
internal sealed record RequestForm(
    DurationField? Duration, ResolutionField? Resolution, RatioField? Ratio, SizeFields? Size, FpsField? Fps, VideoFields? Video)
{
    public CountField? Count { get; init; }

    public Restricted Restricted { get; init; } = Restricted.None;

    /// <summary>Those that are read for the price. What is <see cref="Restricted"/> can change it too.</summary>
    public IEnumerable<string> Fields =>
        new[] { Duration?.Field, Resolution?.Field, Size?.Width, Size?.Height, Fps?.Field }
            .OfType<string>()
            .Concat(Ratio?.Fields ?? [])
            .Concat(Video?.Fields ?? [])
            .Concat(Count?.Fields ?? []);

    /// <summary>Whatever cannot be priced is left in <see cref="FieldReader.Refusal"/>; the result counts only without one.</summary>
    public Asked Read(FieldReader fields, IReadOnlyList<string> resolutions, int maxSide)
    {
        List<string> assumptions = [];
        Restricted.Check(fields);
        var (seconds, heldSeconds) = Duration?.Read(fields, assumptions) ?? (0, 0);
        var size = ReadSize(fields, maxSide);
        var resolution = ReadResolution(fields, resolutions, assumptions);
        var ratio = ReadRatio(fields, assumptions);
        var hasVideoInput = ReadVideo(fields, assumptions);
        if (Fps is { } fps) fields.Integer(fps.Field, value => value == fps.Only, $"{fps.Only}, for which the price is published");
        var (count, heldCount) = Count?.Read(fields, assumptions) ?? (1, 1);
        return new Asked(seconds, heldSeconds, resolution, ratio, size, hasVideoInput, assumptions) { Count = count, HeldCount = heldCount };
    }

    private Pixels? ReadSize(FieldReader fields, int maxSide)
    {
        if (Size is null) return null;
        var must = $"a whole number of pixels from 1 to {maxSide}";
        var width = fields.Integer(Size.Width, side => side > 0 && side <= maxSide, must);
        var height = fields.Integer(Size.Height, side => side > 0 && side <= maxSide, must);
        RefuseHalf(Size.Width, Size.Height);
        RefuseHalf(Size.Height, Size.Width);
        return width is { } w && height is { } h ? new Pixels(w, h) : null;

        void RefuseHalf(string missing, string other)
        {
            if (!fields.IsSent(missing) && fields.IsSent(other)) fields.Refuse(missing, $"'{missing}' is missing: '{other}' was sent without it.");
        }
    }

    private string? ReadResolution(FieldReader fields, IReadOnlyList<string> resolutions, List<string> assumptions)
    {
        if (Resolution is null) return null;
        if (fields.OneOf(Resolution.Field, resolutions) is { } sent) return sent;
        assumptions.Add($"No {Resolution.Field} was sent: {Resolution.Default}, the model's default.");
        return Resolution.Default;
    }

    private string? ReadRatio(FieldReader fields, List<string> assumptions)
    {
        if (Ratio is null) return null;
        string[] allowed = Ratio.Auto is null ? [.. Ratio.Pixels.Ratios] : [.. Ratio.Pixels.Ratios, Ratio.Auto];
        string? ratio = null;
        foreach (var field in Ratio.Fields)
        {
            var sent = fields.OneOf(field, allowed);
            if (sent is not null && ratio is not null && sent != ratio)
                fields.Refuse(field, $"'{field}' contradicts another field for the ratio ({string.Join(", ", Ratio.Fields)}): send one of them.");
            ratio ??= sent;
        }
        if (ratio is null) assumptions.Add($"No {Ratio.Fields[0]} was sent: {Ratio.Default}, the model's default.");
        return ratio is not null && ratio == Ratio.Auto ? null : ratio ?? Ratio.Default;
    }

    private bool ReadVideo(FieldReader fields, List<string> assumptions)
    {
        if (Video is null) return false;
        var count = Video.Fields.Sum(field => fields.Count(field, Video.Max));
        if (count > Video.Max) fields.Refuse(Video.Fields[0], $"At most {Video.Max} videos may go in, counted over {string.Join(", ", Video.Fields)}.");
        if (count > 0) assumptions.Add($"The length of the video input is not known: {Video.AssumedSeconds} seconds, the longest.");
        return count > 0;
    }
}
