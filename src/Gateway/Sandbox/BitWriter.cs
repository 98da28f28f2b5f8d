namespace Gateway.Sandbox;

/// <summary>Writes the bits of an H.264 unit, most significant first.</summary>
internal sealed class BitWriter
{
    private readonly List<byte> _bytes = [];
    private int _free;

    public BitWriter Bits(int count, int value)
    {
        for (var bit = count - 1; bit >= 0; bit--)
        {
            if (_free == 0)
            {
                _bytes.Add(0);
                _free = 8;
            }
            _bytes[^1] |= (byte)(((value >> bit) & 1) << --_free);
        }
        return this;
    }

    /// <summary>Exponential Golomb code of a number from 0; a signed 0 is the same bit.</summary>
    public BitWriter Golomb(int value)
    {
        var length = 32 - int.LeadingZeroCount(value + 1);
        return Bits(length - 1, 0).Bits(length, value + 1);
    }

    public BitWriter Align()
    {
        _free = 0;
        return this;
    }

    public BitWriter Bytes(byte value, int count)
    {
        Align();
        for (var i = 0; i < count; i++) _bytes.Add(value);
        return this;
    }

    /// <summary>Ends the unit with its stop bit.</summary>
    public byte[] ToUnit()
    {
        Bits(1, 1);
        return [.. _bytes];
    }
}
