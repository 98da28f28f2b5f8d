namespace Gateway.Pricing;

/// <summary>How a request says how long its output is, in seconds.</summary>
/// <param name="Auto">The value that lets the model choose; null where there is none.</param>
/// <param name="HeldAtLeast">A shorter output is held as if it had this length.</param>
/// <param name="HeldUnset">What is held at least when no duration was sent.</param>
internal sealed record DurationField(string Field, int Default, int Min, int Max, int? Auto, int HeldAtLeast, int HeldUnset)
{
    public (int Sent, int Held) Read(FieldReader fields, List<string> assumptions)
    {
        var (field, auto) = (Field, Auto is { } value ? $", or {value} to let the model choose" : "");
        var sent = fields.Integer(
            field, seconds => seconds == Auto || (seconds >= Min && seconds <= Max),
            $"a whole number of seconds from {Min} to {Max}{auto}");
        var held = HeldAtLeast;
        if (sent is null)
        {
            held = Math.Max(held, HeldUnset);
            assumptions.Add($"No {field} was sent: {Default} seconds, the model's default.");
        }
        else if (sent == Auto)
        {
            sent = Max;
            assumptions.Add($"The model chooses the {field}: {sent} seconds, the longest.");
        }
        var seconds = sent ?? Default;
        if (held > seconds) assumptions.Add($"Held for {held} seconds, which may be billed instead of {seconds}.");
        return (seconds, Math.Max(seconds, held));
    }
}
