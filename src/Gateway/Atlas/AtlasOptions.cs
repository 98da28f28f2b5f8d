using System.Globalization;
using Gateway.Configuration;

namespace Gateway.Atlas;

/// <summary>Where the vendor is and how long it may take. The vendor key is not here: see <see cref="AtlasKey"/>.</summary>
/// <param name="BaseUrl">Without a trailing slash in its path.</param>
/// <param name="SubmitTimeout">From the first attempt to connect to the last byte of the answer.</param>
/// <param name="SyncTimeout">The same where the vendor answers only when the work is done, and for uploads between two signs of life.</param>
internal sealed record AtlasOptions(Uri BaseUrl, TimeSpan SubmitTimeout, TimeSpan SyncTimeout)
{
    public const string BaseUrlKey = "Atlas:BaseUrl";
    public const string MaxAnswerBytesKey = "Atlas:MaxAnswerBytes";

    private const int StandardAnswerBytes = 64 * 1024 * 1024, FewestAnswerBytes = 1024 * 1024, MostAnswerBytes = 512 * 1024 * 1024;

    /// <summary>Of one answer to a submit, a look or a list, decoded, in bytes: pictures may come inside.</summary>
    public int MaxAnswerBytes { get; init; } = StandardAnswerBytes;

    /// <summary>After this no submit is under way any more.</summary>
    public TimeSpan LongestSubmit => SubmitTimeout > SyncTimeout ? SubmitTimeout : SyncTimeout;

    private const string SubmitTimeoutKey = "Atlas:SubmitTimeout";
    private const string SyncTimeoutKey = "Atlas:SyncTimeout";

    /// <summary>A longer one is a slip: «30» means 30 days.</summary>
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromDays(1);

    /// <summary>Adds one line per fault; null when there was any.</summary>
    public static AtlasOptions? Read(IConfiguration configuration, ICollection<string> faults)
    {
        var baseUrl = ReadBaseUrl(configuration[BaseUrlKey], faults);
        var submit = ReadTimeout(configuration, SubmitTimeoutKey, TimeSpan.FromSeconds(30), faults);
        var sync = ReadTimeout(configuration, SyncTimeoutKey, TimeSpan.FromMinutes(2), faults);
        var answer = ReadAnswerBytes(configuration[MaxAnswerBytesKey], faults);
        return baseUrl is null || submit is null || sync is null || answer is null
            ? null : new AtlasOptions(baseUrl, submit.Value, sync.Value) { MaxAnswerBytes = answer.Value };
    }

    /// <summary>Throws <see cref="ConfigurationFaultException"/> with every fault of the section, those of the key included where it is needed.</summary>
    public static AtlasOptions ReadOrThrow(IConfiguration configuration, bool needsKey = true)
    {
        var faults = new List<string>();
        var options = Read(configuration, faults);
        if (needsKey && AtlasKey.Read(configuration).Fault is { } fault) faults.Add(fault);
        return options is not null && faults.Count == 0 ? options : throw new ConfigurationFaultException(faults);
    }

    /// <summary>One line for each setting that cannot be used, the key's included where it is needed.</summary>
    public static IEnumerable<string> FaultsOf(IConfiguration configuration, bool needsKey = true)
    {
        var faults = new List<string>();
        _ = Read(configuration, faults);
        if (needsKey && AtlasKey.Read(configuration).Fault is { } fault) faults.Add(fault);
        return faults;
    }

    /// <summary>A vendor address under the base URL, its path prefix kept.</summary>
    public Uri Address(string pathAndQuery) => new(BaseUrl.AbsoluteUri.TrimEnd('/') + pathAndQuery);

    private static Uri? ReadBaseUrl(string? text, ICollection<string> faults)
    {
        var fault = !Uri.TryCreate(text, UriKind.Absolute, out var url) ? "is not an absolute URL"
            : url.Scheme != Uri.UriSchemeHttps && !(url.Scheme == Uri.UriSchemeHttp && url.IsLoopback) ? "must be https, unless its host is loopback"
            : url.UserInfo.Length > 0 ? "must not carry a user or password"
            : url.Query.Length > 0 || url.Fragment.Length > 0 || text!.AsSpan().ContainsAny('?', '#') ? "must not have a query or fragment"
            : null;
        if (fault is null) return url;
        // The value is not quoted: it may carry a password.
        faults.Add($"{BaseUrlKey}: {fault}.");
        return null;
    }

    private static int? ReadAnswerBytes(string? text, ICollection<string> faults)
    {
        if (text is not { Length: > 0 }) return StandardAnswerBytes;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) && bytes is >= FewestAnswerBytes and <= MostAnswerBytes) return bytes;
        faults.Add($"{MaxAnswerBytesKey}: '{text}' is not a number of bytes from {FewestAnswerBytes} to {MostAnswerBytes}.");
        return null;
    }

    private static TimeSpan? ReadTimeout(IConfiguration configuration, string key, TimeSpan otherwise, ICollection<string> faults)
    {
        if (configuration[key] is not { Length: > 0 } text) return otherwise;
        if (SpanText.TryParse(text, out var timeout) && timeout > TimeSpan.Zero && timeout <= LongestTimeout)
            return timeout;
        faults.Add($"{key}: '{text}' is not a time between 00:00:00 and 1.00:00:00, such as 00:00:30{SpanText.Hint(text)}.");
        return null;
    }
}
