using System.Text;
using Gateway.Atlas;
using StackExchange.Redis;

namespace Gateway.Predictions;

/// <summary>What stands in Redis about one prediction. Whoever may write there may write nonsense: then there is no entry.</summary>
/// <param name="Owner">Charge and team, on a line each; null where nobody told.</param>
/// <param name="Age">Since the vendor was last asked; null where nobody has.</param>
/// <param name="Wait">How long nobody need ask; null where this was not asked, or it is the asker's turn.</param>
internal sealed record RedisEntry(string? Owner, bool IsFinal, ReadOnlyMemory<byte> Body, TimeSpan? Age = null, TimeSpan? Wait = null)
{
    private const char Line = '\n';

    public static string OwnerOf(PredictionStatus status) => $"{status.Charge}{Line}{status.Team}";

    /// <summary>A verdict as it is told to all: prediction, charge and team on a line each, then the vendor's bytes.</summary>
    public static byte[] VerdictOf(PredictionStatus status) => [.. Encoding.UTF8.GetBytes($"{status.Prediction}{Line}{OwnerOf(status)}{Line}"), .. status.Body.Bytes.Span];

    public static (PredictionId Prediction, RedisEntry Entry)? OfVerdict(ReadOnlyMemory<byte> message)
    {
        var (rest, lines) = (message, new string[3]);
        for (var i = 0; i < lines.Length; i++)
        {
            var end = rest.Span.IndexOf((byte)Line);
            if (end is < 1 or > PredictionId.MaxLength) return null;
            (lines[i], rest) = (Encoding.UTF8.GetString(rest.Span[..end]), rest[(end + 1)..]);
        }
        return PredictionId.TryParse(lines[0], out var prediction) ? (prediction, new RedisEntry(lines[1] + Line + lines[2], IsFinal: true, rest)) : null;
    }

    /// <summary>From a script's <c>{ age or -1, wait or -1, owner, final, body }</c>, times in milliseconds; null for anything else.</summary>
    public static RedisEntry? Of(RedisResult? told)
    {
        if (told is null || told.Resp2Type != ResultType.Array || (RedisResult[]?)told is not [var age, var wait, var owner, var final, var body]) return null;
        if (age.Resp2Type != ResultType.Integer || wait.Resp2Type != ResultType.Integer) return null;
        return new RedisEntry((string?)owner, (string?)final == "1", (byte[]?)body, Span((long)age), Span((long)wait));
    }

    /// <summary>Null where nobody told whose it is, or what stands there cannot have been told by a gateway.</summary>
    public PredictionStatus? ToStatus(PredictionId prediction, TimeProvider time)
    {
        if (Owner?.Split(Line) is not [{ Length: > 0 } charge, { Length: > 0 } team] || Body.Length is 0 or > VendorBytes.MaxKept) return null;
        var answer = new VendorBytes("application/json", Body);
        return new PredictionStatus
        {
            Prediction = prediction,
            Charge = new ChargeId(charge),
            Team = new TeamId(team),
            Body = PredictionBody.From(answer, prediction),
            IsFinal = IsFinal && PredictionReply.Read(new VendorReply.Answered(200, answer.ContentType, answer.Body)) is PredictionReply.Final,
            IsTold = true,
            LookedAt = Age is { } age ? time.GetTimestamp() - (long)(age.TotalSeconds * time.TimestampFrequency) : null,
        };
    }

    private static TimeSpan? Span(long milliseconds) => milliseconds < 0 ? null : TimeSpan.FromMilliseconds(Math.Min(milliseconds, TimeSpan.MaxValue.TotalMilliseconds / 2));
}
