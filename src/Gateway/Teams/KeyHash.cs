using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Gateway.Teams;

/// <summary>The SHA-256 of a token: all the gateway knows of it.</summary>
internal readonly record struct KeyHash(ulong A, ulong B, ulong C, ulong D)
{
    /// <summary>Tokens up to this many bytes are hashed without renting memory; the server bounds the longer ones.</summary>
    private const int OnStack = 512;

    public static KeyHash OfToken(ReadOnlySpan<char> token)
    {
        var longest = Encoding.UTF8.GetMaxByteCount(token.Length);
        var rented = longest > OnStack ? ArrayPool<byte>.Shared.Rent(longest) : null;
        var bytes = rented ?? stackalloc byte[OnStack];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes[..Encoding.UTF8.GetBytes(token, bytes)], hash);
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        return OfBytes(hash);
    }

    /// <summary>Reads 64 hexadecimal digits of either case.</summary>
    public static bool TryParse(string text, out KeyHash hash)
    {
        hash = default;
        Span<byte> bytes = stackalloc byte[SHA256.HashSizeInBytes];
        if (text.Length != 2 * bytes.Length || Convert.FromHexString(text, bytes, out _, out _) != OperationStatus.Done) return false;
        hash = OfBytes(bytes);
        return true;
    }

    /// <summary>Takes the same time wherever the two differ.</summary>
    public bool FixedTimeEquals(in KeyHash other) => CryptographicOperations.FixedTimeEquals(
        MemoryMarshal.AsBytes(new ReadOnlySpan<KeyHash>(in this)), MemoryMarshal.AsBytes(new ReadOnlySpan<KeyHash>(in other)));

    public override int GetHashCode() => A.GetHashCode();

    private static KeyHash OfBytes(ReadOnlySpan<byte> bytes) => new(Word(bytes, 0), Word(bytes, 1), Word(bytes, 2), Word(bytes, 3));

    private static ulong Word(ReadOnlySpan<byte> bytes, int index) => BinaryPrimitives.ReadUInt64BigEndian(bytes[(index * sizeof(ulong))..]);
}
