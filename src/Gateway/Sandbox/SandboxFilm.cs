using System.Buffers.Binary;
using System.Text;

namespace Gateway.Sandbox;

/// <summary>
/// A small film made in code: one H.264 picture of uncompressed blocks (<c>I_PCM</c>), shown for five seconds, in an MP4 that players open.
/// </summary>
internal static class SandboxFilm
{
    /// <summary>In blocks of 16 × 16 pixels.</summary>
    private const int Columns = 8, Rows = 6;
    private const int Width = Columns * 16, Height = Rows * 16;
    private const int Milliseconds = 5_000;

    public static byte[] Mp4()
    {
        var picture = Picture();
        byte[] sample = [.. Int(picture.Length), .. picture];
        var type = Box("ftyp", Ascii("isom"), Int(0x200), Ascii("isomiso2avc1mp41"));
        // The table of offsets has a fixed size, so the first try tells where the picture will stand.
        var offset = type.Length + Movie(sample.Length, 0).Length + 8;
        return [.. type, .. Movie(sample.Length, offset), .. Box("mdat", sample)];
    }

    private static byte[] Sequence() => new BitWriter().Bits(8, 0x67).Bits(8, 66).Bits(8, 0xC0).Bits(8, 10)
        .Golomb(0).Golomb(0).Golomb(2).Golomb(0).Bits(1, 0).Golomb(Columns - 1).Golomb(Rows - 1).Bits(1, 1).Bits(1, 1).Bits(1, 0).Bits(1, 0).ToUnit();

    private static byte[] Parameters() => new BitWriter().Bits(8, 0x68)
        .Golomb(0).Golomb(0).Bits(1, 0).Bits(1, 0).Golomb(0).Golomb(0).Golomb(0).Bits(1, 0).Bits(2, 0).Golomb(0).Golomb(0).Golomb(0)
        .Bits(1, 1).Bits(1, 0).Bits(1, 0).ToUnit();

    private static byte[] Picture()
    {
        var bits = new BitWriter().Bits(8, 0x65).Golomb(0).Golomb(7).Golomb(0).Bits(4, 0).Golomb(0).Bits(1, 0).Bits(1, 0).Golomb(0).Golomb(1);
        for (var block = 0; block < Columns * Rows; block++)
        {
            const int uncompressed = 25;
            var (column, row) = (block % Columns, block / Columns);
            bits.Golomb(uncompressed).Bytes((byte)(60 + column * 20), 256).Bytes((byte)(90 + row * 12), 64).Bytes((byte)(160 - row * 12), 64);
        }
        return bits.ToUnit();
    }

    private static byte[] Movie(int sampleLength, int offset) => Box("moov",
        Full("mvhd", Int(0), Int(0), Int(1000), Int(Milliseconds), Int(0x10000), Short(0x100), new byte[10], Matrix(), new byte[24], Int(2)),
        Box("trak",
            Full("tkhd", 7, Int(0), Int(0), Int(1), Int(0), Int(Milliseconds), new byte[16], Matrix(), Int(Width << 16), Int(Height << 16)),
            Box("mdia",
                Full("mdhd", Int(0), Int(0), Int(1000), Int(Milliseconds), Short(0x55C4), Short(0)),
                Full("hdlr", Int(0), Ascii("vide"), new byte[12], Ascii("Sandbox\0")),
                Box("minf",
                    Full("vmhd", 1, new byte[8]),
                    Box("dinf", Full("dref", Int(1), Full("url ", 1))),
                    SampleTable(sampleLength, offset)))));

    private static byte[] SampleTable(int sampleLength, int offset) => Box("stbl",
        Full("stsd", Int(1), Box("avc1", new byte[6], Short(1), new byte[16], Short(Width), Short(Height), Int(0x480000), Int(0x480000),
            Int(0), Short(1), new byte[32], Short(24), Short(-1), Configuration())),
        Full("stts", Int(1), Int(1), Int(Milliseconds)),
        Full("stss", Int(1), Int(1)),
        Full("stsc", Int(1), Int(1), Int(1), Int(1)),
        Full("stsz", Int(0), Int(1), Int(sampleLength)),
        Full("stco", Int(1), Int(offset)));

    private static byte[] Configuration()
    {
        var (sequence, parameters) = (Sequence(), Parameters());
        return Box("avcC", [1, sequence[1], sequence[2], sequence[3], 0xFF, 0xE1], Short(sequence.Length), sequence, [1], Short(parameters.Length), parameters);
    }

    private static byte[] Matrix() => [.. Int(0x10000), .. new byte[12], .. Int(0x10000), .. new byte[12], .. Int(0x40000000)];

    private static byte[] Full(string name, params byte[][] parts) => Full(name, 0, parts);

    private static byte[] Full(string name, int flags, params byte[][] parts) => Box(name, [Int(flags), .. parts]);

    private static byte[] Box(string name, params byte[][] parts) => [.. Int(8 + parts.Sum(part => part.Length)), .. Ascii(name), .. parts.SelectMany(part => part)];

    private static byte[] Ascii(string text) => Encoding.ASCII.GetBytes(text);

    private static byte[] Int(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    private static byte[] Short(int value) => Int(value)[2..];
}
