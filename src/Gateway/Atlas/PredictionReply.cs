using System.Text.Json;

namespace Gateway.Atlas;

/// <summary>What the vendor's answer to a look at a prediction means, read from <c>data.status</c> and not from the HTTP code.</summary>
internal abstract record PredictionReply
{
    private PredictionReply() { }

    internal sealed record Pending(string Word, VendorBytes Answer) : PredictionReply;

    /// <param name="Usd">The vendor's own charge, if above zero and an amount at all.</param>
    internal sealed record Final(bool Succeeded, string Word, Usd? Usd, VendorBytes Answer) : PredictionReply;

    /// <summary>400 or 404 without a verdict: not there yet, or no more.</summary>
    internal sealed record Absent : PredictionReply;

    /// <summary>Trouble (5xx, HTML, 429, a lost reply): the job goes on, only this look failed.</summary>
    internal sealed record NoVerdict(string Why, bool Busy) : PredictionReply;

    public static PredictionReply Read(VendorReply reply) => reply switch
    {
        VendorReply.NotSent notSent => new NoVerdict(notSent.Why, Busy: false),
        VendorReply.Lost lost => new NoVerdict(lost.Why, Busy: false),
        VendorReply.Answered answer => WireJson.Read(answer.Body, root => ReadStatus(answer, root) ?? WithoutStatus(answer, root)) ?? WithoutStatus(answer, null),
        _ => throw new ArgumentOutOfRangeException(nameof(reply), "Unknown kind of reply."),
    };

    /// <summary>
    /// A submit's answer is a verdict only where that is beyond doubt: work that is done brings its outputs (some say <c>success</c> for
    /// having taken a job), and a fault under 5xx stands in the vendor's own envelope. Otherwise a look will tell.
    /// </summary>
    public static Final? ReadVerdictOfSubmit(VendorReply.Answered answer, JsonElement root)
    {
        if (ReadStatus(answer, root) is not Final final || Job(root) is not { } job) return null;
        if (final.Succeeded) return WireJson.Array(job, "outputs") is { } outputs && outputs.GetArrayLength() > 0 ? final : null;
        return answer.Status < StatusCodes.Status500InternalServerError || WireJson.Object(root, "data") is not null ? final : null;
    }

    private static PredictionReply? ReadStatus(VendorReply.Answered answer, JsonElement root)
    {
        if (Job(root) is not { } job || WireJson.Text(job, "status")?.Trim() is not { Length: > 0 and <= 64 } word) return null;
        var bytes = new VendorBytes("application/json", answer.Body);
        return word.ToLowerInvariant() switch
        {
            "completed" or "succeeded" or "success" => new Final(true, word, WireJson.Price(job, "price"), bytes),
            "failed" or "timeout" or "canceled" or "cancelled" or "error" or "expired" => new Final(false, word, WireJson.Price(job, "price"), bytes),
            _ => new Pending(word, bytes),
        };
    }

    /// <summary>A bare object is a job only when it names itself: «status: error» is also what a broken proxy says.</summary>
    private static JsonElement? Job(JsonElement root)
    {
        if (WireJson.Object(root, "data") is { } data) return data;
        return WireJson.Text(root, "id") is null && WireJson.Text(root, "predictionId") is null ? null : root;
    }

    private static PredictionReply WithoutStatus(VendorReply.Answered answer, JsonElement? root)
    {
        var code = answer.Status < 400 && root is { } envelope ? WireJson.Integer(envelope, "code") ?? answer.Status : answer.Status;
        return code switch
        {
            StatusCodes.Status429TooManyRequests => new NoVerdict("The vendor is busy (429).", Busy: true),
            StatusCodes.Status400BadRequest or StatusCodes.Status404NotFound when !IsHtml(answer) => new Absent(),
            _ => new NoVerdict($"The vendor answered HTTP {answer.Status} without a status.", Busy: false),
        };
    }

    private static bool IsHtml(VendorReply.Answered answer) =>
        answer.ContentType?.Contains("html", StringComparison.OrdinalIgnoreCase) == true || answer.Body.Span.TrimStart(" \t\r\n"u8).StartsWith("<"u8);
}
