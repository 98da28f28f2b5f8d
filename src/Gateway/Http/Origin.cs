namespace Gateway.Http;

/// <summary>The address callers reach the gateway at: <c>PublicBaseUrl</c> where it is set, else the request's own scheme and host.</summary>
internal sealed class Origin(IConfiguration configuration)
{
    private readonly string? _configured = configuration["PublicBaseUrl"] is { Length: > 0 } url ? url.TrimEnd('/') : null;

    public static IEnumerable<string> FaultsOf(IConfiguration configuration)
    {
        if (configuration["PublicBaseUrl"] is not { Length: > 0 } text) return [];
        var isAddress = Uri.TryCreate(text, UriKind.Absolute, out var url) && url is { Scheme: "http" or "https", Query: "", Fragment: "" };
        return isAddress ? [] : [$"PublicBaseUrl: '{text}' is not an address such as https://video.example.com."];
    }

    /// <returns><c>https://host[:port]</c>, without a slash at the end.</returns>
    public string Of(HttpRequest request) => _configured ?? $"{request.Scheme}://{request.Host.Value}";
}
