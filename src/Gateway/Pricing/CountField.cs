namespace Gateway.Pricing;

/// <summary>How a request says how many outputs it wants.</summary>
/// <param name="Fields">Its spellings: more than one where the model's own is not known. Only one of them may ask for more than one output.</param>
/// <param name="HeldAtLeast">Fewer are held as if they were this many.</param>
internal sealed record CountField(IReadOnlyList<string> Fields, int Default, int Max, int HeldAtLeast)
{
    public (int Sent, int Held) Read(FieldReader fields, List<string> assumptions)
    {
        int? count = null;
        foreach (var field in Fields)
        {
            var sent = fields.Integer(field, number => number >= 1 && number <= Max, $"a whole number from 1 to {Max}");
            if (sent > 1 && count > 1) fields.Refuse(field, $"'{field}' asks for several outputs, as another field does: send one of {string.Join(", ", Fields)}.");
            if (sent is not null) count = Math.Max(sent.Value, count ?? 1);
        }
        if (count is null) assumptions.Add($"No {Fields[0]} was sent: {Default}, the model's default.");
        var wanted = count ?? Default;
        if (HeldAtLeast > wanted) assumptions.Add($"Held for {HeldAtLeast} outputs, which may be billed instead of {wanted}.");
        return (wanted, Math.Max(wanted, HeldAtLeast));
    }
}
