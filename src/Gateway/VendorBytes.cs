namespace Gateway;

/// <summary>An answer of the vendor kept byte for byte.</summary>
internal sealed record VendorBytes(string ContentType, ReadOnlyMemory<byte> Body)
{
    /// <summary>Longer answers are not kept in the ledger, in bytes.</summary>
    public const int MaxKept = 64 * 1024;
}
