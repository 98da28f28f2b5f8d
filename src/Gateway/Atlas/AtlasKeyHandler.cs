namespace Gateway.Atlas;

/// <summary>
/// The one place where the vendor key is attached, and the last one a request passes: whatever built it, it carries no other
/// credential, and goes to <c>Atlas:BaseUrl</c>'s scheme, host and port or nowhere.
/// </summary>
internal sealed class AtlasKeyHandler(AtlasOptions options, AtlasKey key) : DelegatingHandler
{
    private static readonly string[] NeverSent =
        ["Authorization", "Proxy-Authorization", "x-api-key", "api-key", "x-goog-api-key", "Cookie", "Host", "Upgrade", "Connection"];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        foreach (var name in NeverSent) request.Headers.Remove(name);
        if (!IsVendor(request.RequestUri))
            throw new InvalidOperationException($"Refused to send: the address is not under {AtlasOptions.BaseUrlKey}.");
        request.Headers.Authorization = new("Bearer", key.Reveal() ?? throw new InvalidOperationException("Refused to send: there is no vendor key."));
        try
        {
            return await base.SendAsync(request, cancellationToken);
        }
        finally
        {
            // The message outlives the call inside the response, and its ToString shows headers.
            request.Headers.Authorization = null;
        }
    }

    /// <summary>The synchronous way would go round the checks above.</summary>
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        throw new NotSupportedException("The vendor is called asynchronously only.");

    private bool IsVendor(Uri? address) =>
        address is { IsAbsoluteUri: true, UserInfo.Length: 0 }
        && address.Scheme == options.BaseUrl.Scheme
        && address.IdnHost.Equals(options.BaseUrl.IdnHost, StringComparison.OrdinalIgnoreCase)
        && address.Port == options.BaseUrl.Port;
}
