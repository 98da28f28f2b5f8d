using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Gateway.Sandbox;

/// <summary>
/// A prediction of the sandbox. Everything about it is in its id, so that a sandbox started anew still answers for the jobs of the one
/// before, as a vendor would.
/// </summary>
internal sealed record SandboxJob(DateTimeOffset CreatedAt, SandboxBehaviour Behaviour, Usd Price, SandboxModel Model, uint Salt)
{
    private const string Prefix = "sbx-";
    private const int CheckLength = 4;
    private const int FixedLength = 8 + 1 + 8 + 4;

    public string Id => Prefix + Base64Url.EncodeToString(Encode());

    /// <summary>Names of files: as many pictures as were paid for, or else one.</summary>
    public IEnumerable<string> Outputs =>
        from number in Enumerable.Range(1, Model.Unit == SandboxUnit.Image ? (int)(Price.Nanos / Usd.FromDollars(Model.UsdPerUnit).Nanos) : 1)
        select number == 1 ? Id + Model.Extension : $"{Id}.{number}{Model.Extension}";

    public static SandboxJob? Find(string id)
    {
        if (!id.StartsWith(Prefix, StringComparison.Ordinal) || id.Length > PredictionId.MaxLength || !Base64Url.IsValid(id.AsSpan(Prefix.Length))) return null;
        var bytes = Base64Url.DecodeFromChars(id.AsSpan(Prefix.Length));
        if (bytes.Length <= FixedLength + CheckLength) return null;
        var content = bytes.AsSpan(CheckLength);
        if (!SHA256.HashData(content).AsSpan(0, CheckLength).SequenceEqual(bytes.AsSpan(0, CheckLength))) return null;
        if (SandboxCatalogue.Find(Encoding.UTF8.GetString(content[FixedLength..])) is not { } model) return null;
        return new SandboxJob(
            DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(content)), (SandboxBehaviour)content[8],
            new Usd(BinaryPrimitives.ReadInt64BigEndian(content[9..])), model, BinaryPrimitives.ReadUInt32BigEndian(content[17..]));
    }

    public DateTimeOffset DoneAt(SandboxOptions options) =>
        CreatedAt + (Behaviour == SandboxBehaviour.Slow ? options.SlowDoneAfter : options.DoneAfter);

    public string StatusAt(DateTimeOffset now, SandboxOptions options)
    {
        if (now < CreatedAt + options.ProcessingAfter) return "created";
        if (now < DoneAt(options)) return "processing";
        return Behaviour switch
        {
            SandboxBehaviour.Fail => "failed",
            SandboxBehaviour.Timeout => "timeout",
            _ => "completed",
        };
    }

    /// <summary>What the vendor would show as its own charge by then.</summary>
    public Usd? PriceAt(DateTimeOffset now, SandboxOptions options)
    {
        if (StatusAt(now, options) != "completed" || Behaviour == SandboxBehaviour.NoPrice) return null;
        return Behaviour == SandboxBehaviour.LatePrice && now < DoneAt(options) + options.LatePriceAfter ? null : Price;
    }

    private byte[] Encode()
    {
        var model = Encoding.UTF8.GetBytes(Model.Name);
        var bytes = new byte[CheckLength + FixedLength + model.Length];
        var content = bytes.AsSpan(CheckLength);
        BinaryPrimitives.WriteInt64BigEndian(content, CreatedAt.ToUnixTimeMilliseconds());
        content[8] = (byte)Behaviour;
        BinaryPrimitives.WriteInt64BigEndian(content[9..], Price.Nanos);
        BinaryPrimitives.WriteUInt32BigEndian(content[17..], Salt);
        model.CopyTo(content[FixedLength..]);
        SHA256.HashData(content).AsSpan(0, CheckLength).CopyTo(bytes);
        return bytes;
    }
}
