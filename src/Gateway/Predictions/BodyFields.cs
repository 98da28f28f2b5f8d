using System.Text.Json;

namespace Gateway.Predictions;

/// <summary>Why a body cannot be taken.</summary>
/// <param name="Field">Null where the body as a whole is unreadable.</param>
internal sealed record BodyFault(string? Field, string Message)
{
    /// <summary>Readable, but contradictory: 422 instead of 400.</summary>
    public bool Unprocessable { get; init; } = Field is not null;
}

/// <summary>One field of an object, by where it stands in the body. Offsets and lengths in bytes.</summary>
internal sealed record BodyField(string Name, int NameStart, int ValueStart, int ValueLength)
{
    /// <summary>The same name for a reader that ignores case, also for one that folds the long s and the Kelvin sign as Unicode does.</summary>
    public bool Is(string name) => Name.Replace('\u017F', 's').Replace('\u212A', 'k').Equals(name, StringComparison.OrdinalIgnoreCase);

    public bool IsObject(ReadOnlyMemory<byte> body) => body.Span[ValueStart] == (byte)'{';

    public ReadOnlyMemory<byte> Value(ReadOnlyMemory<byte> body) => body.Slice(ValueStart, ValueLength);

    /// <summary>Name, colon and value, as written.</summary>
    public ReadOnlyMemory<byte> Whole(ReadOnlyMemory<byte> body) => body[NameStart..(ValueStart + ValueLength)];
}

/// <summary>Finds the fields of one object without building anything of their values.</summary>
internal static class BodyFields
{
    /// <summary>More top-level fields than any model has.</summary>
    public const int MaxFields = 500;

    public static (IReadOnlyList<BodyField>? Fields, BodyFault? Fault) Read(ReadOnlyMemory<byte> body, int start, int length)
    {
        var reader = new Utf8JsonReader(body.Span.Slice(start, length));
        string? reading = null;
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return (null, new BodyFault(null, "The body must be a JSON object."));
            var fields = new List<BodyField>();
            var names = new HashSet<string>(StringComparer.Ordinal);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reading = reader.GetString()!;
                var nameStart = start + (int)reader.TokenStartIndex;
                reader.Read();
                var valueStart = start + (int)reader.TokenStartIndex;
                reader.Skip();
                reading = null;
                if (!names.Add(name)) return (null, new BodyFault(name, $"'{name}' is sent twice."));
                if (fields.Count == MaxFields) return (null, new BodyFault(null, $"The body may have at most {MaxFields} fields."));
                fields.Add(new BodyField(name, nameStart, valueStart, start + (int)reader.BytesConsumed - valueStart));
            }

            // Past the object: anything but white space is a fault that the reader throws.
            while (reader.Read()) { }
            return (fields, null);
        }
        catch (JsonException fault)
        {
            var place = reading is null ? "" : $" at '{reading}'";
            return (null, new BodyFault(reading, $"The body is not JSON{place} (line {fault.LineNumber + 1}, byte {fault.BytePositionInLine}).") { Unprocessable = false });
        }
        catch (InvalidOperationException)
        {
            return (null, new BodyFault(null, "The name of a field is not text."));
        }
    }
}
