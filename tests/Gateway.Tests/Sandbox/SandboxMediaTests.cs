using System.Buffers.Binary;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Gateway.Atlas;
using Gateway.Sandbox;
using Xunit;

namespace Gateway.Tests.Sandbox;

/// <summary>Pictures and sounds of the sandbox.</summary>
public sealed class SandboxMediaTests : IAsyncLifetime
{
    private static readonly SandboxOptions Options = new();
    private readonly ManualTime _time = new(new DateTimeOffset(2026, 11, 2, 10, 0, 0, TimeSpan.Zero));
    private SandboxVendor _sandbox = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _sandbox = await SandboxVendor.StartAsync(Options, _time);
        _client = new HttpClient { BaseAddress = _sandbox.Url };
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _sandbox.Key);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _sandbox.DisposeAsync();
    }

    private async Task<(int Status, byte[] Body)> SubmitAsync(string operation, string json)
    {
        using var answer = await _client.PostAsync($"/api/v1/model/{operation}", new StringContent(json, Encoding.UTF8, "application/json"));
        return ((int)answer.StatusCode, await answer.Content.ReadAsByteArrayAsync());
    }

    private async Task<(int Status, byte[] Body)> SyncAsync(string prompt)
    {
        var submit = SubmitAsync("generateImage", $$"""{"model":"bytedance/seedream-v4.5","prompt":"{{prompt}}","enable_sync_mode":true,"num_images":2}""");
        for (var watch = TimeProvider.System.GetTimestamp(); !submit.IsCompleted && TimeProvider.System.GetElapsedTime(watch) < TimeSpan.FromSeconds(20); await Task.Yield())
            _time.Advance(TimeSpan.FromMilliseconds(100));
        return await submit;
    }

    private static SubmitReply Read((int Status, byte[] Body) answer) => SubmitReply.Read(new VendorReply.Answered(answer.Status, "application/json", answer.Body));

    private async Task<byte[]> OutputAsync(byte[] answer, int number = 0) =>
        await _client.GetByteArrayAsync(JsonElement.Parse(answer).GetProperty("data").GetProperty("outputs")[number].GetString());

    [Fact]
    public async Task An_image_in_sync_mode_comes_with_its_pictures_and_their_price()
    {
        var answer = await SyncAsync("a lighthouse");
        var accepted = Assert.IsType<SubmitReply.Accepted>(Read(answer));
        Assert.Equal((true, 72_000_000), (accepted.Verdict!.Succeeded, accepted.Verdict.Usd?.Nanos));
        for (var number = 0; number < 2; number++) AssertIsPng(await OutputAsync(answer.Body, number));
    }

    [Fact]
    public async Task A_sync_image_that_fails_says_so_and_one_that_takes_too_long_is_a_504_with_a_job()
    {
        Assert.False(Assert.IsType<SubmitReply.Accepted>(Read(await SyncAsync("sandbox:fail"))).Verdict!.Succeeded);
        Assert.True(Assert.IsType<SubmitReply.Unknown>(Read(await SyncAsync("sandbox:slow"))).TimedOut);
        Assert.Contains("\"total\":2", await _client.GetStringAsync("/api/v1/model/history"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sound_is_one_second_of_a_note()
    {
        var accepted = Assert.IsType<SubmitReply.Accepted>(Read(await SubmitAsync("generateAudio", """{"model":"minimax/speech-2.6-hd","text":"good morning"}""")));
        Assert.Null(accepted.Verdict);
        _time.Advance(Options.DoneAfter);
        var sound = await OutputAsync(await _client.GetByteArrayAsync($"/api/v1/model/prediction/{accepted.Prediction}"));
        Assert.Equal(("RIFF", "WAVE", "data"), (Ascii(sound, 0), Ascii(sound, 8), Ascii(sound, 36)));
        Assert.Equal((sound.Length - 8, sound.Length - 44), (BinaryPrimitives.ReadInt32LittleEndian(sound.AsSpan(4)), BinaryPrimitives.ReadInt32LittleEndian(sound.AsSpan(40))));
        Assert.True(sound.Skip(44).Distinct().Count() > 50, "It is silent.");
    }

    /// <summary>Every chunk with its checksum, and as many samples as the header promises.</summary>
    private static void AssertIsPng(byte[] png)
    {
        Assert.Equal("\u0089PNG\r\n\u001a\n", Encoding.Latin1.GetString(png, 0, 8));
        var (names, packed) = (new List<string>(), new MemoryStream());
        for (var at = 8; at < png.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            names.Add(Ascii(png, at + 4));
            Assert.Equal(Crc(png.AsSpan(at + 4, length + 4)), BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(at + 8 + length)));
            if (names[^1] == "IDAT") packed.Write(png, at + 8, length);
            at += 12 + length;
        }
        Assert.Equal(["IHDR", "IDAT", "IEND"], names);
        packed.Position = 0;
        using var rows = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionMode.Decompress)) zlib.CopyTo(rows);
        var (width, height) = (BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20)));
        Assert.Equal(height * (1 + width * 3), rows.Length);
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var table = Enumerable.Range(0, 256).Select(n => Enumerable.Range(0, 8).Aggregate((uint)n, (c, _) => (c & 1) == 1 ? 0xEDB88320 ^ (c >> 1) : c >> 1)).ToArray();
        var crc = uint.MaxValue;
        foreach (var b in bytes) crc = table[(crc ^ b) & 0xFF] ^ (crc >> 8);
        return ~crc;
    }

    private static string Ascii(byte[] bytes, int at) => Encoding.ASCII.GetString(bytes, at, 4);
}
