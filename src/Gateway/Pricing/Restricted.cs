namespace Gateway.Pricing;

/// <summary>
/// Fields that could change a price in a way no formula here knows (several outputs, another length): they are left out, or have a value
/// that changes nothing.
/// </summary>
/// <param name="Values">For each field the harmless values, as <see cref="Scalar"/> writes them.</param>
internal sealed record Restricted(IReadOnlyDictionary<string, IReadOnlyList<string>> Values)
{
    public static Restricted None { get; } = new(new Dictionary<string, IReadOnlyList<string>>());

    public IEnumerable<string> Fields => Values.Keys;

    /// <summary>Those of a model over those of the book, without the fields that the model's own request knows.</summary>
    public Restricted Over(Restricted book, IReadOnlyCollection<string> known)
    {
        var values = book.Values.Where(field => !known.Contains(field.Key)).ToDictionary();
        foreach (var (field, harmless) in Values) values[field] = harmless;
        return new Restricted(values);
    }

    public void Check(FieldReader fields)
    {
        foreach (var (field, harmless) in Values) fields.Only(field, harmless);
    }

    public static Restricted Read(BookPlace place) => new(place.Members().ToDictionary(field => field.Name, field => Harmless(field.Place)));

    /// <summary>The harmless values of one field; an empty list: it must be left out.</summary>
    public static IReadOnlyList<string> Harmless(BookPlace place) => [.. place.Items().Select(item => item.Scalar())];
}
