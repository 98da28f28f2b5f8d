using System.Globalization;
using System.Text;
using Gateway.Tests.Stories;

namespace Gateway.Tests.Fuzz;

/// <summary>Valid orders spoilt in the ways that make two readers of one body disagree; all from one seed.</summary>
internal sealed class Mutations(Random random)
{
    private static readonly (string Operation, string Model)[] Kinds =
    [
        ("generateVideo", Bodies.Model), ("generateVideo", Bodies.Model), ("generateImage", Bodies.ImageModel), ("generateAudio", Bodies.AudioModel),
    ];

    private static readonly string[] Fields =
        ["model", "prompt", "duration", "resolution", "ratio", "width", "height", "fps", "image", "reference_videos", "seed", "generate_audio", "webhook_url", "input", "aspect_ratio", "bitrate_mode",
         "n", "num_images", "max_images", "batch_size", "enable_sync_mode", "text", "audio"];

    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "-0", "-1", "-7", "3", "5", "15", "16", "5.0", "5e0", "0.5e1", "5.5", "1e400", "-1e400", "1e-400", "4294967296", "9223372036854775808", "99999999999999999999999999999999999",
        "\"\"", "\"5\"", "\"NaN\"", "NaN", "Infinity", "-Infinity", "0x10", "05", "+5", ".5", "5.", "[]", "{}", "[5]", "{\"a\":5}", "\"720p\"", "\"1080p\"", "\"4k\"", "\"8k\"", "\"720P\"", "\"adaptive\"", "\"1:1\"",
        "\"bytedance/seedance-2.0/text-to-video\"", "\"bytedance/seedance-2.0-fast/text-to-video\"", "\"BYTEDANCE/seedance-2.0/text-to-video\"", "\"bytedance/seedance-2.0/../x\"", "\"free/model\"", "\" \"", "1", "1.0", "4", "1e9",
        "\"google/nano-banana-2/text-to-image\"", "\"google/veo3.1/text-to-video\"", "\"bytedance/seedance-2.0/text-to-video-upscaled\"", "\"qwen/qwen3-max\"",
        "\"p --dur 10\"", "\"p --rs 4k\"", "\"p --duration=10\"", "\"\\ud800\"", "\"\\u0000\"", "\"https://hooks.example/x\"", "[\"v\"]", "[\"v\",\"w\",\"x\",\"y\"]", "[null]", "{\"duration\":10}", "{\"webhook_url\":\"x\"}", "{\"input\":{}}", "{\"model\":\"free/model\"}", "'5'", "undefined",
    ];

    public byte[] Body() => Order().Body;

    /// <summary>And where it is sent: mostly where its model belongs.</summary>
    public (byte[] Body, string Operation) Order()
    {
        var (operation, model) = Kinds[random.Next(Kinds.Length)];
        var body = Written(model, operation == "generateVideo");
        for (var times = random.Next(3); times > 0; times--) body = Spoilt(body);
        return (body, random.Next(10) == 0 ? Kinds[random.Next(Kinds.Length)].Operation : operation);
    }

    private byte[] Written(string model, bool isVideo)
    {
        var fields = new List<string> { $"\"model\":\"{model}\"", "\"prompt\":\"a sunset\"" };
        if (isVideo) fields.Add("\"duration\":5");
        for (var times = random.Next(5); times > 0; times--)
        {
            if (random.Next(4) == 0) fields[random.Next(fields.Count)] = Field();
            else fields.Insert(random.Next(fields.Count + 1), Field());
        }
        var text = "{" + string.Join(Pick(",", ", ", ",\n", ",\t"), fields) + "}";
        return Encoding.UTF8.GetBytes(random.Next(8) == 0 ? $"{{\"model\":\"{model}\",\"input\":{text}}}" : text);
    }

    private string Field() => $"\"{Name(Fields[random.Next(Fields.Length)])}\":{Values[random.Next(Values.Length)]}";

    private string Name(string name) => random.Next(8) switch
    {
        0 => char.ToUpperInvariant(name[0]) + name[1..],
        1 => name.ToUpperInvariant(),
        2 => $"\\u{(int)name[0]:x4}{name[1..]}",
        3 => name + Pick(" ", "\\u0000", "\\u200b", "\\u0131", "s"),
        4 => name.Replace('i', 'ı').Replace('s', 'ſ'),
        _ => name,
    };

    private byte[] Spoilt(byte[] body)
    {
        if (body.Length == 0) return body;
        var at = random.Next(body.Length);
        return random.Next(12) switch
        {
            0 => body[..at],
            1 => [.. body[..at], 0xFF, 0xFE, .. body[at..]],
            2 => [.. body[..at], (byte)random.Next(256), .. body[(at + 1)..]],
            3 => [.. body, .. body],
            4 => [0xEF, 0xBB, 0xBF, .. body],
            5 => [.. body, .. "\0\0 trailing"u8],
            6 => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"input\":", 1 + random.Next(2_000)))),
            7 => [.. Encoding.UTF8.GetBytes(new string('[', 1 + random.Next(5_000))), .. body],
            8 => Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(body)),
            9 => [.. "/* c */"u8, .. body],
            10 => [.. body[..^1], .. Encoding.UTF8.GetBytes($",\"{new string('k', random.Next(70_000))}\":{random.Next().ToString(CultureInfo.InvariantCulture)}}}")],
            _ => [.. body[..at], .. body[random.Next(at + 1)..]],
        };
    }

    private string Pick(params string[] choices) => choices[random.Next(choices.Length)];
}
