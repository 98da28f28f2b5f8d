using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Gateway.Sandbox;

/// <summary>A small picture made in code: a PNG in which two colours fade into each other.</summary>
internal static class SandboxPicture
{
    private const int Width = 96, Height = 64;

    public static byte[] Png() =>
    [
        .. (byte[])[0x89, .. "PNG\r\n\u001a\n"u8],
        .. Chunk("IHDR", [.. Int(Width), .. Int(Height), 8, 2, 0, 0, 0]),
        .. Chunk("IDAT", Packed(Rows())),
        .. Chunk("IEND", []),
    ];

    /// <summary>Each row begins with its filter, which is none.</summary>
    private static byte[] Rows()
    {
        var rows = new List<byte>();
        for (var row = 0; row < Height; row++)
        {
            rows.Add(0);
            for (var column = 0; column < Width; column++) rows.AddRange([(byte)(40 + column * 2), (byte)(60 + row * 2), 160]);
        }
        return [.. rows];
    }

    private static byte[] Packed(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize)) zlib.Write(bytes);
        return packed.ToArray();
    }

    private static byte[] Chunk(string name, byte[] content)
    {
        byte[] named = [.. Encoding.ASCII.GetBytes(name), .. content];
        return [.. Int(content.Length), .. named, .. Int((int)Check(named))];
    }

    /// <summary>CRC-32, bit by bit: nobody waits for this picture.</summary>
    private static uint Check(byte[] bytes)
    {
        var check = uint.MaxValue;
        foreach (var value in bytes)
        {
            check ^= value;
            for (var bit = 0; bit < 8; bit++) check = (check >> 1) ^ ((check & 1) * 0xEDB88320);
        }
        return ~check;
    }

    private static byte[] Int(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}
