using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Gateway.Ledger;

namespace Gateway.Predictions;

/// <summary>
/// A submit's body, understood as far as money needs it: its top-level fields as slices of what was received. A nested <c>input</c> is
/// lifted to the top, because the vendor ignores what is nested, and <c>webhook_url</c> is taken off; everything else goes out as it came.
/// </summary>
internal sealed class SubmitBody
{
    private readonly ReadOnlyMemory<byte> _received;
    private readonly IReadOnlyList<BodyField> _fields;
    private readonly bool _asReceived;

    private SubmitBody(string model, ReadOnlyMemory<byte> received, IReadOnlyList<BodyField> fields, bool asReceived) =>
        (Model, _received, _fields, _asReceived) = (model, received, fields, asReceived);

    public string Model { get; }

    /// <summary>The vendor is asked to answer with the work instead of a promise, which takes as long as the work does.</summary>
    public bool IsSync => _fields.FirstOrDefault(sent => sent.Name == "enable_sync_mode") is { } mode
        && !mode.Value(_received).Span.SequenceEqual("false"u8) && !mode.Value(_received).Span.SequenceEqual("null"u8);

    /// <param name="pricingFields">Fields that can change a price; they may not be written in another case.</param>
    public static (SubmitBody? Body, BodyFault? Fault) Read(ReadOnlyMemory<byte> received, IReadOnlySet<string> pricingFields)
    {
        if (!Utf8.IsValid(received.Span)) return (null, new BodyFault(null, "The body is not UTF-8."));
        var (top, fault) = BodyFields.Read(received, 0, received.Length);
        if (fault is not null) return (null, fault);
        var (fields, lifted, conflict) = Lifted(received, top!);
        if (conflict is not null) return (null, conflict);
        var sent = fields.Where(field => !field.Is("webhook_url")).ToList();
        if (Ambiguous(sent, pricingFields) is { } ambiguous) return (null, ambiguous);

        if (sent.FirstOrDefault(field => field.Name == "model") is not { } model || Text(model.Value(received).Span) is not { } name)
            return (null, new BodyFault("model", $"'model' must name the model, in at most {MaxModelLength} characters.") { Unprocessable = false });
        return (new SubmitBody(name, received, sent, !lifted && sent.Count == top!.Count), null);
    }

    /// <summary>Longest name of a model, in characters.</summary>
    public const int MaxModelLength = 200;

    /// <summary>The fields that price it, parsed. Others are not looked at.</summary>
    public Dictionary<string, JsonElement> Fields(IReadOnlySet<string> names)
    {
        var fields = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var field in _fields)
            if (names.Contains(field.Name)) fields[field.Name] = JsonElement.Parse(field.Value(_received).Span);
        return fields;
    }

    /// <summary>What is sent to the vendor, in pieces of what was received.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Sent()
    {
        if (_asReceived) return [_received];
        var pieces = new List<ReadOnlyMemory<byte>>(_fields.Count * 2 + 1);
        foreach (var field in _fields)
        {
            pieces.Add(pieces.Count == 0 ? "{"u8.ToArray() : ","u8.ToArray());
            pieces.Add(field.Whole(_received));
        }

        pieces.Add("}"u8.ToArray());
        return pieces;
    }

    /// <summary>What is sent, without its content.</summary>
    public Fingerprint Fingerprint()
    {
        var hashes = _fields.ToDictionary(field => field.Name, field => JsonHash.Of(field.Value(_received).Span), StringComparer.Ordinal);
        var whole = string.Join('\n', hashes.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"));
        return new Fingerprint(hashes, JsonHash.OfText(Encoding.UTF8.GetBytes(whole)));
    }

    private static string? Text(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.String || json.Length > MaxModelLength) return null;
        try
        {
            return reader.GetString() is { Length: > 0 } text ? text : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static (IReadOnlyList<BodyField> Fields, bool Lifted, BodyFault? Fault) Lifted(ReadOnlyMemory<byte> received, IReadOnlyList<BodyField> top)
    {
        if (top.FirstOrDefault(field => field.Name == "input") is not { } input || !input.IsObject(received)) return (top, false, null);
        var (nested, fault) = BodyFields.Read(received, input.ValueStart, input.ValueLength);
        if (fault is not null) return (top, true, fault with { Field = fault.Field is null ? "input" : $"input.{fault.Field}" });

        var fields = top.Where(field => field != input).ToList();
        foreach (var field in nested!)
        {
            if (field.Is("input"))
                return (top, true, new BodyFault("input.input", "'input' inside 'input' is read by nobody. Send its fields at the top."));
            if (fields.FirstOrDefault(other => other.Name == field.Name) is not { } same)
                fields.Add(field);
            else if (JsonHash.Of(same.Value(received).Span) != JsonHash.Of(field.Value(received).Span))
                return (top, true, new BodyFault(field.Name, $"'{field.Name}' and 'input.{field.Name}' differ; the vendor reads the first only. Send one."));
        }

        return (fields, true, null);
    }

    private static BodyFault? Ambiguous(List<BodyField> fields, IReadOnlySet<string> pricingFields)
    {
        foreach (var field in fields)
        {
            if (pricingFields.Contains(field.Name) || field.Name is "model" or "input") continue;
            var meant = pricingFields.Append("model").Append("input").FirstOrDefault(field.Is);
            if (meant is not null) return new BodyFault(field.Name, $"'{field.Name}' differs from '{meant}' by its case only. Send '{meant}'.");
        }

        return null;
    }
}
