using System.Net.Http.Headers;
using Microsoft.IdentityModel.Protocols;

namespace Gateway.Teams.Tokens;

/// <summary>Reads what issuers publish: from safe addresses only, of bounded length, in bounded time.</summary>
internal sealed class IssuerDocuments : IDocumentRetriever, IDisposable
{
    /// <summary>Longest document, in bytes; Entra ID's keys take 20 KB.</summary>
    private const int MaxBytes = 1024 * 1024;

    private readonly HttpClient _client = new(new SocketsHttpHandler
    {
        // An issuer that moved is configured anew; a redirect could lead to an address nobody configured.
        AllowAutoRedirect = false, UseCookies = false, ActivityHeadersPropagator = null, PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    })
    {
        MaxResponseContentBufferSize = MaxBytes,
        // The caller's token bounds the time, by a clock that tests can move.
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public async Task<string> GetDocumentAsync(string address, CancellationToken cancel)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var url) || !IssuerAddress.IsSafe(url))
            throw new HttpRequestException($"{address} is not https");
        using var request = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { Accept = { new MediaTypeWithQualityHeaderValue("application/json") } } };
        using var response = await _client.SendAsync(request, cancel);
        if (!response.IsSuccessStatusCode) throw new HttpRequestException($"{address} answered {(int)response.StatusCode}");
        return await response.Content.ReadAsStringAsync(cancel);
    }

    public void Dispose() => _client.Dispose();
}
