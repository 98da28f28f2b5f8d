using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Gateway.Atlas;

/// <summary>A final answer in a size that the ledger keeps, so that the first verdict stands for callers also after memory is lost.</summary>
internal static class KeptAnswer
{
    /// <summary>What tells how a job ended, the shortest first: of a long answer, what fits is kept.</summary>
    private static readonly string[] Members =
        ["id", "predictionId", "status", "model", "price", "error_code", "created_at", "completed_at", "urls", "metrics", "outputs", "error"];

    /// <summary>Room for the envelope and the names, in bytes.</summary>
    private const int Overhead = 1024;

    /// <summary>The answer itself where it is short enough.</summary>
    public static VendorBytes Of(VendorBytes answer)
    {
        if (answer.Body.Length <= VendorBytes.MaxKept) return answer;
        var cut = WireJson.Read(answer.Body, root => WireJson.Object(root, "data") is { } data ? Cut(root, data) : Cut(null, root));
        return cut is null ? answer : new VendorBytes("application/json", cut);
    }

    private static byte[] Cut(JsonElement? envelope, JsonElement job)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartObject();
            if (envelope is { } outer)
            {
                if (WireJson.Integer(outer, "code") is { } code) writer.WriteNumber("code", code);
                writer.WriteStartObject("data");
            }

            var room = VendorBytes.MaxKept - Overhead;
            foreach (var name in Members)
                if (job.TryGetProperty(name, out var value)) room -= Copy(writer, name, JsonMarshal.GetRawUtf8Value(value), room);
            if (envelope is not null) writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>How many bytes it took; none where there is no room.</summary>
    private static int Copy(Utf8JsonWriter writer, string name, ReadOnlySpan<byte> value, int room)
    {
        if (value.Length > room) return 0;
        writer.WritePropertyName(name);
        writer.WriteRawValue(value);
        return value.Length;
    }
}
