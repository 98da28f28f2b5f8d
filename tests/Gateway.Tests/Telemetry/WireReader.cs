using System.Buffers.Binary;
using System.Text;

namespace Gateway.Tests.Telemetry;

/// <summary>A message of the protobuf wire format as its fields, by number; just enough to read OTLP.</summary>
internal sealed class WireReader
{
    private readonly List<(int Number, ulong Value, ReadOnlyMemory<byte> Bytes)> fields = [];

    public WireReader(ReadOnlyMemory<byte> message)
    {
        while (!message.IsEmpty)
        {
            var tag = Varint(ref message);
            var (number, kind) = ((int)(tag >> 3), (int)(tag & 7));
            switch (kind)
            {
                case 0: fields.Add((number, Varint(ref message), default)); break;
                case 1: fields.Add((number, BinaryPrimitives.ReadUInt64LittleEndian(Take(ref message, 8).Span), default)); break;
                case 2: fields.Add((number, 0, Take(ref message, (int)Varint(ref message)))); break;
                case 5: fields.Add((number, BinaryPrimitives.ReadUInt32LittleEndian(Take(ref message, 4).Span), default)); break;
                default: throw new InvalidDataException($"Unknown wire type {kind} of field {number}.");
            }
        }
    }

    public IEnumerable<WireReader> Messages(int number) => All(number).Select(field => new WireReader(field.Bytes));

    /// <summary>Messages inside messages: resource, scope, item.</summary>
    public IEnumerable<WireReader> Messages(int number, params int[] inside) =>
        inside.Length == 0 ? Messages(number) : Messages(number).SelectMany(message => message.Messages(inside[0], inside[1..]));

    public bool Has(int number) => fields.Exists(field => field.Number == number);
    public string Text(int number) => Encoding.UTF8.GetString(Last(number).Bytes.Span);
    public string Hex(int number) => Convert.ToHexStringLower(Last(number).Bytes.Span);
    public ulong Number(int number) => Last(number).Value;
    public double Double(int number) => BitConverter.UInt64BitsToDouble(Last(number).Value);

    /// <summary>A packed list of doubles.</summary>
    public IReadOnlyList<double> Doubles(int number)
    {
        var bytes = Last(number).Bytes;
        return [.. Enumerable.Range(0, bytes.Length / 8).Select(i => BinaryPrimitives.ReadDoubleLittleEndian(bytes.Span[(i * 8)..]))];
    }

    /// <summary>OTLP's key-value pairs, each value as text or as a number.</summary>
    public IReadOnlyDictionary<string, object> Attributes(int number) => Messages(number).ToDictionary(pair => pair.Text(1), pair => Value(pair.Messages(2).Single()));

    private static object Value(WireReader any) => any switch
    {
        _ when any.Has(1) => any.Text(1),
        _ when any.Has(2) => any.Number(2) != 0,
        _ when any.Has(3) => (long)any.Number(3),
        _ when any.Has(4) => any.Double(4),
        _ => "",
    };

    private IEnumerable<(int Number, ulong Value, ReadOnlyMemory<byte> Bytes)> All(int number) => fields.Where(field => field.Number == number);

    private (int Number, ulong Value, ReadOnlyMemory<byte> Bytes) Last(int number) => All(number).LastOrDefault();

    private static ulong Varint(ref ReadOnlyMemory<byte> message)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var next = Take(ref message, 1).Span[0];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80) return value;
        }
    }

    private static ReadOnlyMemory<byte> Take(ref ReadOnlyMemory<byte> message, int length)
    {
        var taken = message[..length];
        message = message[length..];
        return taken;
    }
}
