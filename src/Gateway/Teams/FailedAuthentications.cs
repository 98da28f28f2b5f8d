using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Gateway.Http;

namespace Gateway.Teams;

/// <summary>
/// Limits how many bad credentials an address may try in a minute. Good ones are never counted and never refused for it: behind one
/// address there may be many callers. Addresses share a fixed number of buckets, so that no flood of them takes memory.
/// </summary>
internal sealed class FailedAuthentications(IConfiguration configuration, TimeProvider time)
{
    public const int DefaultPerMinute = 300;
    private const string Key = "RateLimits:FailedAuthenticationsPerMinute";

    /// <summary>Two addresses in one bucket hear «too many» the sooner, and lose nothing else by it.</summary>
    private const int Buckets = 16_384;

    private readonly int _perMinute = Read(configuration) ?? DefaultPerMinute;
    private readonly long[] _fullAt = new long[Buckets];

    public static IEnumerable<string> FaultsOf(IConfiguration configuration) =>
        configuration[Key] is { Length: > 0 } text && Read(configuration) is null ? [$"{Key}: '{text}' is not a whole number above zero."] : [];

    /// <summary>Counts a bad credential; the refusal for an address that has sent too many, else null. The address is the one behind trusted proxies.</summary>
    public Problem? Count(HttpContext http)
    {
        // The hash has a seed of its own in every process: nobody can aim at another's bucket.
        var bucket = (uint)NetworkOf(http.Connection.RemoteIpAddress).GetHashCode() % Buckets;
        var allowance = TokenBucket.Take(ref _fullAt[bucket], TokenBucket.Now(time), _perMinute);
        return allowance.IsAllowed ? null : new Problem(
            StatusCodes.Status429TooManyRequests, "Too many bad credentials", "Too many bad credentials came from this address. A good one is still taken.")
            { RetryAfter = allowance.RetryAfter };
    }

    /// <summary>An IPv6 host has a whole /64 to send from; an IPv4 address is its own network.</summary>
    internal static (uint First, uint Second, bool IsV6) NetworkOf(IPAddress? address)
    {
        if (address is null) return default;
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        address.TryWriteBytes(bytes, out _);
        return (BitConverter.ToUInt32(bytes), BitConverter.ToUInt32(bytes[4..]), address.AddressFamily == AddressFamily.InterNetworkV6);
    }

    private static int? Read(IConfiguration configuration) =>
        int.TryParse(configuration[Key], NumberStyles.None, CultureInfo.InvariantCulture, out var perMinute) && perMinute > 0 ? perMinute : null;
}
