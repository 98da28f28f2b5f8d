using System.ComponentModel;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gateway;

/// <summary>
/// An amount of US dollars in whole nano-dollars (10⁻⁹ USD): exact, within ±9.2 billion dollars.
/// Arithmetic overflows with <see cref="OverflowException"/> rather than wrapping round.
/// </summary>
[TypeConverter(typeof(UsdTypeConverter))]
[JsonConverter(typeof(UsdJsonConverter))]
internal readonly record struct Usd(long Nanos) : IComparable<Usd>
{
    /// <summary>Nano-dollars in one dollar.</summary>
    public const long NanosPerDollar = 1_000_000_000;

    public static readonly Usd Zero = new(0);

    public static Usd operator +(Usd a, Usd b) => new(checked(a.Nanos + b.Nanos));
    public static Usd operator -(Usd a, Usd b) => new(checked(a.Nanos - b.Nanos));
    public static Usd operator -(Usd a) => new(checked(-a.Nanos));
    public static bool operator <(Usd a, Usd b) => a.Nanos < b.Nanos;
    public static bool operator >(Usd a, Usd b) => a.Nanos > b.Nanos;
    public static bool operator <=(Usd a, Usd b) => a.Nanos <= b.Nanos;
    public static bool operator >=(Usd a, Usd b) => a.Nanos >= b.Nanos;

    public static Usd Max(Usd a, Usd b) => a >= b ? a : b;
    public int CompareTo(Usd other) => Nanos.CompareTo(other.Nanos);

    /// <summary>Rounds dollars to nano-dollars, half away from zero. Throws <see cref="OverflowException"/> past ±9.2 billion.</summary>
    public static Usd FromDollars(decimal dollars) =>
        new(decimal.ToInt64(decimal.Round(dollars * NanosPerDollar, 0, MidpointRounding.AwayFromZero)));

    /// <summary>Rounds dollars up to the next nano-dollar: for money set aside, which must never be too little.</summary>
    public static Usd FromDollarsRoundedUp(decimal dollars) => new(decimal.ToInt64(decimal.Ceiling(dollars * NanosPerDollar)));

    /// <summary>Reads plain or exponent decimal notation with at most nine decimals that count; anything finer is rounded half up.</summary>
    public static bool TryParse(string? text, out Usd usd)
    {
        usd = Zero;
        if (!decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var dollars)) return false;
        if (Math.Abs(dollars) > long.MaxValue / NanosPerDollar) return false;
        usd = FromDollars(dollars);
        return true;
    }

    /// <summary>The shortest exact decimal: <c>1.2096</c>, <c>500</c>, <c>-0.000000001</c>.</summary>
    public override string ToString() =>
        ((decimal)Nanos / NanosPerDollar).ToString("0.#########", CultureInfo.InvariantCulture);

    private sealed class UsdTypeConverter : TypeConverter
    {
        public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) => sourceType == typeof(string);

        public override object ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) =>
            TryParse(value as string, out var usd) ? usd : throw new FormatException($"'{value}' is not an amount of US dollars.");
    }

    private sealed class UsdJsonConverter : JsonConverter<Usd>
    {
        public override Usd Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            TryParse(reader.TokenType == JsonTokenType.String ? reader.GetString() : reader.GetDecimal().ToString(CultureInfo.InvariantCulture), out var usd)
                ? usd
                : throw new JsonException("Not an amount of US dollars.");

        public override void Write(Utf8JsonWriter writer, Usd value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }
}
