using System.Text;

namespace Gateway.Bench.Load;

/// <summary>The requests that are measured, as bytes ready to be sent.</summary>
internal static class Requests
{
    public const string TeamKey = "gw-bench-not-a-secret";

    private const string Video =
        """{"model":"bytedance/seedance-2.0/text-to-video","prompt":"A beautiful sunset over the ocean with gentle waves","width":512,"height":512,"duration":3,"fps":24}""";

    public static byte[] Poll(string prediction) => Get($"/api/v1/model/prediction/{prediction}");

    public static byte[] Get(string target) => Encoding.ASCII.GetBytes(
        $"GET {target} HTTP/1.1\r\nHost: gateway.test\r\nAuthorization: Bearer {TeamKey}\r\nAccept: */*\r\n\r\n");

    public static byte[] Submit() => Encoding.ASCII.GetBytes(
        $"POST /api/v1/model/generateVideo HTTP/1.1\r\nHost: gateway.test\r\nAuthorization: Bearer {TeamKey}\r\nContent-Type: application/json\r\n" +
        $"Accept: */*\r\nContent-Length: {Video.Length}\r\n\r\n{Video}");
}
