using System.Net.Http.Headers;
using Microsoft.Extensions.Primitives;

namespace Gateway.Atlas;

/// <summary>What of a caller's request the vendor may see: a fixed address and a short list of headers.</summary>
internal static class VendorRequest
{
    /// <summary>The vendor's firewall refuses some default ones.</summary>
    public const string UserAgent = "atlas-gateway/1.0";

    /// <summary>Longer header values do not pass, in characters.</summary>
    private const int MaxHeaderLength = 1_024;

    /// <param name="length">Of the body, where it is known.</param>
    public static void FromCaller(HttpRequest caller, HttpRequestMessage request, Uri address, long? length)
    {
        request.Method = HttpMethod.Post;
        request.RequestUri = address;
        request.Headers.Clear();
        AddOwn(request.Headers);
        Pass(request.Headers, "Accept", caller.Headers.Accept);
        Pass(request.Headers, "X-Request-ID", caller.Headers["X-Request-ID"]);
        if (request.Content is not { } content) return;
        content.Headers.Clear();
        Pass(content.Headers, "Content-Type", caller.Headers.ContentType is { Count: > 0 } type ? type : "application/json");
        content.Headers.ContentLength = length;
    }

    public static HttpRequestMessage Get(Uri address)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        AddOwn(request.Headers);
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        return request;
    }

    private static void AddOwn(HttpRequestHeaders headers)
    {
        headers.TryAddWithoutValidation("User-Agent", UserAgent);
        headers.TryAddWithoutValidation("Accept-Encoding", "identity");
    }

    private static void Pass(HttpHeaders headers, string name, StringValues values)
    {
        var value = values.ToString();
        if (value.Length is 0 or > MaxHeaderLength) return;
        foreach (var c in value)
            if (c is < ' ' or > '~') return;
        headers.TryAddWithoutValidation(name, value);
    }
}
