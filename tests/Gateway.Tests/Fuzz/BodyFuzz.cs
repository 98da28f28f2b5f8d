using System.Globalization;
using System.Text;
using System.Text.Json;
using Gateway.Predictions;
using Gateway.Tests.Pricing;
using Gateway.Tests.Stories;
using Gateway.Tests.Vendor;
using Xunit;

namespace Gateway.Tests.Fuzz;

/// <summary>Whatever is sent as an order: never a fault of ours, and never an order at the vendor that has no price.</summary>
public sealed class BodyFuzz : Story
{
    private const int BodiesASeed = 1_000;

    private static readonly string[] Operations = ["generateVideo", "generateVideo", "generateVideo", "generateImage", "generateAudio"];

    private static readonly HashSet<string> Pricing = ["model", "duration", "resolution", "ratio", "width", "height", "fps", "reference_videos", "num_images", "n", "max_images", "batch_size"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task No_body_is_a_fault_and_none_reaches_the_vendor_unpriced(int seed)
    {
        var gateway = await StartAsync(settings => settings.Unlimited("studio"));
        var random = new Random(seed);
        var mutations = new Mutations(random);
        foreach (var wave in Enumerable.Range(0, BodiesASeed).Select(_ => (Body: mutations.Body(), Operation: Operations[random.Next(Operations.Length)])).Chunk(8))
            await Task.WhenAll(wave.Select(order => SendAsync(gateway, order.Body, order.Operation, seed)));
        await AssertHeldAsync(gateway, seed);
        Assert.All(gateway.Vendor.Traffic.Submits, submit => AssertReadsOneWay(submit, seed));
        Assert.NotEmpty(gateway.Vendor.Traffic.Submits);
        Assert.True(gateway.Vendor.Traffic.Submits.Count < BodiesASeed, "The fuzz spoils nothing.");
    }

    private static async Task SendAsync(GatewayFixture gateway, byte[] body, string operation, int seed)
    {
        var answer = await gateway.SubmitRawAsync(body, operation: operation);
        Assert.True(answer.Status < 500, $"Seed {seed}: {answer} to {operation} {Shown(body)}");
        Assert.True(answer.Status == 200 || answer.Member("detail") is { Length: > 0 }, $"Seed {seed}: {answer} says nothing to {Shown(body)}");
    }

    /// <summary>Each job of the vendor's has its charge, with a price above nothing and the vendor's own model.</summary>
    private static async Task AssertHeldAsync(GatewayFixture gateway, int seed)
    {
        var charges = (await gateway.LedgerAsync()).Where(charge => charge.Prediction is not null).ToDictionary(charge => charge.Prediction!.Value.Value);
        foreach (var job in gateway.Vendor.Jobs)
        {
            Assert.True(charges.TryGetValue(job.Id, out var charge), $"Seed {seed}: nothing was held for {Shown(job.Body)}");
            Assert.True(charge.QuotedUsd > Usd.Zero && charge.HoldUsd >= charge.QuotedUsd, $"Seed {seed}: {charge.QuotedUsd} of {charge.HoldUsd} for {Shown(job.Body)}");
            Assert.Equal(job.Model, charge.Model);
            Assert.True(MediaOperations.Takes(job.Operation, Books.Shipped.TypeOf(job.Model, Books.Now)!.Value), $"Seed {seed}: {job.Operation} of {Shown(job.Body)}");
            AssertCounted(job, seed);
        }
        Assert.Equal(gateway.Vendor.Traffic.Submits.Count, gateway.Vendor.Jobs.Count);
    }

    /// <summary>Nothing that could make several outputs went to the vendor, but for images, which are counted.</summary>
    private static void AssertCounted(VendorJob job, int seed)
    {
        foreach (var field in job.Operation == MediaOperations.Video ? (string[])["n", "num_images", "max_images", "batch_size"] : ["batch_size"])
            Assert.True(job.Request[field] is not { } value || value.ToJsonString() is "1" or "1.0" or "1e0", $"Seed {seed}: {field} in {Shown(job.Body)}");
    }

    /// <summary>No reader, strict or lenient, first-wins or last-wins, sees another price in it.</summary>
    private static void AssertReadsOneWay(VendorRequest submit, int seed)
    {
        var sent = JsonDocument.Parse(submit.Body, new JsonDocumentOptions { MaxDepth = 100_000 }).RootElement;
        var fields = sent.EnumerateObject().Select(field => field.Name).ToList();
        Assert.True(fields.Distinct(StringComparer.Ordinal).Count() == fields.Count, $"Seed {seed}: a field twice in {submit.Text}");
        Assert.DoesNotContain("webhook_url", fields);
        Assert.False(sent.TryGetProperty("input", out var input) && input.ValueKind == JsonValueKind.Object, $"Seed {seed}: a nested input in {submit.Text}");
        foreach (var field in fields)
            Assert.False(!Pricing.Contains(field) && Pricing.Contains(field.ToLowerInvariant()), $"Seed {seed}: {field} in {submit.Text}");
    }

    private static string Shown(byte[] body)
    {
        var text = string.Concat(Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, 600))).Select(c => char.IsControl(c) ? $"\\x{(int)c:x2}" : c.ToString(CultureInfo.InvariantCulture)));
        return $"{text} ({body.Length} bytes, base64 {Convert.ToBase64String(body.AsSpan(0, Math.Min(body.Length, 1_200)))})";
    }
}
