namespace Gateway.Http;

/// <summary>The address callers reach the gateway at: <c>PublicBaseUrl</c> where it is set, else the request's own scheme and host.</summary>
internal sealed class Origin(IConfiguration configuration)
{
    private readonly string? _configured = configuration["PublicBaseUrl"] is { Length: > 0 } url ? url.TrimEnd('/') : null;

    /// <returns><c>https://host[:port]</c>, without a slash at the end.</returns>
    public string Of(HttpRequest request) => _configured ?? $"{request.Scheme}://{request.Host.Value}";
}
