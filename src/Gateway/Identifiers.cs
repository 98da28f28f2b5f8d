namespace Gateway;

/// <summary>A team as configured: the unit that has budgets and is charged back. Settings know no case, so a team is one however it is written.</summary>
internal readonly record struct TeamId(string Name)
{
    public string Name { get; } = Name.ToLowerInvariant();
    public override string ToString() => Name;
}

/// <summary>The service or person behind a key or a token, unique in the company: <c>studio/render-farm</c>, <c>entra:…</c>, <c>oidc:…</c>.</summary>
internal readonly record struct CallerId(string Name)
{
    public override string ToString() => Name;
}

/// <summary>One paid request from hold to end. Time-ordered, so that the newest charges stand together in an index.</summary>
internal readonly record struct ChargeId(string Value)
{
    /// <summary>Longest id that is looked for, in characters.</summary>
    private const int MaxLength = 64;

    public static ChargeId New() => new("chg_" + Guid.CreateVersion7().ToString("N"));

    /// <summary>Whether there could be a charge of this id.</summary>
    public static bool TryParse(string? text, out ChargeId id)
    {
        id = new ChargeId(text ?? "");
        return text is { Length: <= MaxLength } && text.StartsWith("chg_", StringComparison.Ordinal) && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
    }

    public override string ToString() => Value;
}

/// <summary>The vendor's job. Never built into a URL unless <see cref="TryParse"/> accepted it.</summary>
internal readonly record struct PredictionId(string Value)
{
    /// <summary>Longest id taken from a path or from a vendor's answer, in characters.</summary>
    public const int MaxLength = 200;

    /// <summary>Letters, digits, <c>-</c>, <c>_</c> and inner dots: nothing that could change the path it is put in.</summary>
    public static bool TryParse(string? text, out PredictionId id)
    {
        id = default;
        if (text is not { Length: > 0 and <= MaxLength } || text[0] == '.') return false;
        foreach (var c in text)
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.')) return false;
        id = new PredictionId(text);
        return true;
    }

    public override string ToString() => Value;
}
