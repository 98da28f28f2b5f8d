using System.Globalization;
using System.Text;
using System.Text.Json;
using Gateway.Ledger;
using Gateway.Predictions;
using Gateway.Pricing;
using Gateway.Tests.Pricing;
using Gateway.Tests.Stories;
using Gateway.Tests.Vendor;
using Xunit;

namespace Gateway.Tests.Fuzz;

/// <summary>Whatever is sent as an order: never a fault of ours, and never an order at the vendor that has no price.</summary>
public sealed class BodyFuzz : Story
{
    private const int BodiesASeed = 1_000;

    private static readonly string[] Counts = ["n", "num_images", "max_images", "batch_size"];

    private static readonly HashSet<string> Pricing = ["model", "duration", "resolution", "ratio", "width", "height", "fps", "reference_videos", .. Counts];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task No_body_is_a_fault_and_none_reaches_the_vendor_unpriced(int seed)
    {
        var gateway = await StartAsync(settings => settings.Unlimited("studio").WithAudio());
        var random = new Random(seed);
        var mutations = new Mutations(random);
        foreach (var wave in Enumerable.Range(0, BodiesASeed).Select(_ => mutations.Order()).Chunk(8))
            await Task.WhenAll(wave.Select(order => SendAsync(gateway, order.Body, order.Operation, seed)));
        await AssertHeldAsync(gateway, seed);
        Assert.All(gateway.Vendor.Traffic.Submits, submit => AssertReadsOneWay(submit, seed));
        foreach (var operation in (string[])["generateVideo", "generateImage", "generateAudio"]) Assert.Contains(gateway.Vendor.Jobs, job => job.Operation == operation);
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
            Assert.Equal((job.Model, job.Operation), (charge.Model, charge.Operation));
            AssertCounted(job, charge, seed);
        }
        Assert.Equal(gateway.Vendor.Traffic.Submits.Count, gateway.Vendor.Jobs.Count);
    }

    /// <summary>Nothing that could make several outputs went to the vendor, but for the images that were counted.</summary>
    private static void AssertCounted(VendorJob job, Charge charge, int seed)
    {
        var asked = Counts.Where(field => job.Request[field] is not null)
            .Select(field => decimal.Parse(job.Request[field]!.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture)).DefaultIfEmpty(1).Max();
        var isCounted = job.Operation == "generateImage" ? charge.QuotedUsd == Usd.FromDollars(Bodies.ImageUsd * asked) : asked == 1;
        Assert.True(isCounted, $"Seed {seed}: {charge.QuotedUsd} for {Shown(job.Body)}");
        Assert.Equal(job.Operation, MediaOperations.For(job.Model == Bodies.AudioModel ? ModelType.Audio : Books.Shipped.TypeOf(job.Model, Books.Now)!.Value));
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
