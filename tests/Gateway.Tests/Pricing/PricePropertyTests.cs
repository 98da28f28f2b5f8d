using System.Globalization;
using System.Numerics;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Gateway.Pricing;
using Microsoft.FSharp.Core;
using Xunit;

namespace Gateway.Tests.Pricing;

/// <summary>What must be true of every price, over many requests that nobody wrote. FsCheck prints seed and case of a failure.</summary>
public sealed class PricePropertyTests
{
    private static readonly Config Seeded = Config.QuickThrowOnFailure
        .WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(20_260_915, 3), FSharpOption<int>.None)))
        .WithMaxTest(3000);

    private static readonly string[] Models =
    [
        .. from family in new[] { "", "-fast", "-mini" }
           from kind in new[] { "text", "image", "reference" }
           select $"bytedance/seedance-2.0{family}/{kind}-to-video",
    ];

    /// <summary>One of every entry that is priced by its request.</summary>
    private static readonly string[] OtherModels =
    [
        .. Books.Shipped.Models(Books.Now)
            .Where(model => model.Type != ModelType.Text && !Models.Any(known => ModelPattern.Matches(model.Pattern, known)))
            .Select(model => model.Pattern.Replace("*", "x")),
    ];

    /// <summary>Members of a request that can be priced, as JSON; null for one that is left out.</summary>
    private static readonly Gen<string> GoodRequests =
        from duration in Maybe(Gen.Choose(0, 15).Select(seconds => seconds == 0 ? "-1" : seconds.ToString(CultureInfo.InvariantCulture)))
        from resolution in Maybe(Gen.Elements("480p", "720p", "720p-SR", "1080p-SR", "1440p-SR").Select(Quoted))
        from ratio in Maybe(Gen.Elements("16:9", "4:3", "1:1", "3:4", "9:16", "21:9", "adaptive").Select(Quoted))
        from size in Maybe(Gen.Choose(1, 1470).Two().Select(sides => $"{sides.Item1},\"height\":{sides.Item2}"))
        from videos in Maybe(Gen.Choose(0, 3).Select(count => $"[{string.Join(",", Enumerable.Repeat("\"v\"", count))}]"))
        select Body(("duration", duration), ("resolution", resolution), ("ratio", ratio), ("width", size), ("reference_videos", videos));

    /// <summary>Requests for models of the other kinds: some fields count for some of them, none is refused by any.</summary>
    private static readonly Gen<string> OtherRequests =
        from duration in Maybe(Gen.Choose(1, 15).Select(seconds => seconds.ToString(CultureInfo.InvariantCulture)))
        from unknown in Maybe(Gen.Elements("\"4k\"", "9", "-1", "null", "{\"n\":4}", "[4]"))
        select Body(("duration", duration), ("size", unknown), ("quality", unknown));

    private static readonly Gen<decimal> Multipliers = Gen.Choose(1, 10_000).Select(hundredths => hundredths / 100m);

    /// <summary>Any JSON at all, some of it close to what is expected.</summary>
    private static readonly Gen<string> AnyValue = Gen.Frequency(
        (3, Gen.Elements("null", "true", "false", "{}", "[]", "\"\"", "\"5\"", "\"720p\"", "\"adaptive\"", "\"NaN\"", "\"\\ud800\"", "[null]", "[[1],{}]", "\"--rs\"")),
        (3, Gen.Elements("0", "-0", "-1", "5", "5.0", "4.5", "24", "1e9", "1e400", "-1e400", "1e-400", "2147483648", "79228162514264337593543950336", "0.99999999999999999999999999999")),
        (2, Gen.Choose(int.MinValue, int.MaxValue).Select(number => number.ToString(CultureInfo.InvariantCulture))),
        (1, Gen.Choose(-400, 400).Two().Select(pair => $"{pair.Item1}.5e{pair.Item2}")),
        (1, ArbMap.Default.GeneratorFor<string>().Select(text => JsonSerializer.Serialize(text ?? ""))));

    [Fact]
    public void A_hold_is_never_less_than_the_price_and_no_price_is_zero() => Check(
        from model in Gen.Elements(Models) from request in GoodRequests from multiplier in Multipliers select (model, request, multiplier),
        ask => Books.Shipped.Price(ask.model, ask.request, ask.multiplier) is var quote && quote.Usd > Usd.Zero && quote.HoldUsd >= quote.Usd);

    [Fact]
    public void Neither_is_it_for_the_other_kinds() => Check(
        from model in Gen.Elements(OtherModels) from request in OtherRequests from multiplier in Multipliers select (model, request, multiplier),
        ask => Books.Shipped.Price(ask.model, ask.request, ask.multiplier) is var quote && quote.Usd > Usd.Zero && quote.HoldUsd >= quote.Usd);

    [Fact]
    public void More_images_are_never_cheaper_and_cost_as_many_times_one() => Check(
        from model in Gen.Elements(OtherModels.Where(model => Books.Shipped.TypeOf(model, Books.Now) == ModelType.Image).ToArray())
        from request in OtherRequests from field in Gen.Elements("num_images", "n", "max_images") from fewer in Gen.Choose(1, 14)
        select (model, request, field, fewer),
        ask => Grows(ask.model, Set(ask.request, ask.field, ask.fewer), Set(ask.request, ask.field, ask.fewer + 1))
            && Books.Shipped.Price(ask.model, Set(ask.request, ask.field, ask.fewer)).Usd.Nanos == ask.fewer * Books.Shipped.Price(ask.model, ask.request).Usd.Nanos);

    [Fact]
    public void A_longer_output_of_another_model_is_never_cheaper() => Check(
        from model in Gen.Elements(OtherModels) from request in OtherRequests from shorter in Gen.Choose(1, 14) select (model, request, shorter),
        ask => Grows(ask.model, Set(ask.request, "duration", ask.shorter), Set(ask.request, "duration", ask.shorter + 1)));

    /// <summary>What the book does not name is not looked at: whatever stands there, the price is the same.</summary>
    [Fact]
    public void Unknown_fields_change_nothing() => Check(
        from model in Gen.Elements(Models.Concat(OtherModels).ToArray())
        from name in Gen.Elements("seed", "style", "negative_prompt", "quality", "guidance") from value in AnyValue
        select (model, name, value),
        ask => Books.Shipped.Price(ask.model, Body((ask.name, ask.value))) is var quote && Books.Shipped.Price(ask.model, "{}") is var plain
            && (quote.Usd, quote.HoldUsd) == (plain.Usd, plain.HoldUsd));

    [Fact]
    public void A_longer_output_is_never_cheaper() => Check(
        from model in Gen.Elements(Models) from request in GoodRequests from shorter in Gen.Choose(1, 14) select (model, request, shorter),
        ask => Grows(ask.model, Set(ask.request, "duration", ask.shorter), Set(ask.request, "duration", ask.shorter + 1)));

    [Fact]
    public void A_larger_output_is_never_cheaper() => Check(
        from model in Gen.Elements(Models) from request in GoodRequests from sides in Gen.Choose(1, 1469).Two() select (model, request, sides),
        ask => Grows(
            ask.model,
            Set(Set(ask.request, "width", ask.sides.Item1), "height", ask.sides.Item2),
            Set(Set(ask.request, "width", ask.sides.Item1 + 1), "height", ask.sides.Item2)));

    /// <summary>Its rate is lower, but its seconds are paid too.</summary>
    [Fact]
    public void A_video_input_is_never_cheaper_than_none() => Check(
        from model in Gen.Elements(Models) from request in GoodRequests select (model, request),
        ask => Grows(ask.model, Without(ask.request, "reference_videos"), Set(Without(ask.request, "reference_videos"), "reference_videos", "[\"v\"]")));

    [Fact]
    public void Any_JSON_is_priced_above_zero_or_refused_by_a_field_that_was_sent_or_is_missing() => Check(
        from model in Gen.Elements(Models.Concat(OtherModels).ToArray())
        from names in Gen.SubListOf(Books.Shipped.PricingFields.Order(StringComparer.Ordinal).ToArray())
        from values in Gen.ListOf(AnyValue, 8)
        from multiplier in Multipliers
        select (model, request: Body([.. names.Zip(values, (name, value) => (name, (string?)value))]), multiplier),
        ask => Books.Shipped.Ask(ask.model, ask.request, ask.multiplier) switch
        {
            QuoteResult.Priced { Quote: var quote } => quote.Usd > Usd.Zero && quote.HoldUsd >= quote.Usd,
            QuoteResult.Invalid refusal => Books.Shipped.PricingFields.Contains(refusal.Field) && refusal.Message.Contains($"'{refusal.Field}'"),
            _ => false,
        });

    [Fact]
    public void A_price_is_the_exact_fraction_rounded_once_half_up() => Check(
        from width in Gen.Choose(1, 4398) from height in Gen.Choose(1, 4398) from seconds in Gen.Choose(1, 15) from hundredths in Gen.Choose(1, 1000)
        select (width, height, seconds, hundredths),
        ask =>
        {
            // 0.0112 per 1,000: width × height × seconds × 24 × 112 × hundredths ⁄ (1024 × 1000 × 10⁴ × 10²) dollars.
            var numerator = (BigInteger)ask.width * ask.height * ask.seconds * 24 * 112 * ask.hundredths * 1_000_000_000;
            var denominator = (BigInteger)1024 * 1000 * 10_000 * 100;
            var halfUp = (2 * numerator + denominator) / (2 * denominator);
            var request = $$"""{"width":{{ask.width}},"height":{{ask.height}},"duration":{{ask.seconds}}}""";
            return Books.Shipped.Price(Books.Text2Video, request, ask.hundredths / 100m).Usd.Nanos == BigInteger.Max(halfUp, 1);
        });

    [Fact]
    public void The_widest_values_a_book_may_hold_stay_inside_the_room_of_money()
    {
        var widest = Books.Good(Books.Changed(book =>
        {
            var request = book["requests"]!["seedance-2.0"]!;
            (request["duration"]!["max"], request["fps"]!["only"]) = (PriceLimits.Seconds, PriceLimits.FramesPerSecond);
            (request["video"]!["assumedSeconds"], request["video"]!["heldTotal"]!["times"]) = (PriceLimits.Seconds, 6);
            var price = book["models"]!["bytedance/seedance-2.0/*-to-video"]!["prices"]![0]!;
            (price["per1000"], price["per1000WithVideo"]) = (PriceLimits.Per1000Tokens, PriceLimits.Per1000Tokens);
            (price["maxSide"], price["extraFrames"], price["holdMargin"]) = (PriceLimits.Side, PriceLimits.ExtraFrames, PriceLimits.HoldMargin);
            price["perSecond"]!["4k"] = PriceLimits.PerSecond;
        }));
        var request = $$"""{"width":{{PriceLimits.Side}},"height":{{PriceLimits.Side}},"duration":-1,"resolution":"4k","reference_videos":["v"]}""";

        Assert.True(widest.Price(Books.Reference2Video, request, PriceLimits.Multiplier).HoldUsd > Usd.Zero);
    }

    private static void Check<T>(Gen<T> cases, Func<T, bool> holds) => FsCheck.Check.One(Seeded, Prop.ForAll(cases.ToArbitrary(), holds));

    private static bool Grows(string model, string smaller, string larger)
    {
        var (less, more) = (Books.Shipped.Price(model, smaller), Books.Shipped.Price(model, larger));
        return less.Usd <= more.Usd && less.HoldUsd <= more.HoldUsd;
    }

    private static Gen<string?> Maybe(Gen<string> value) => Gen.Frequency((1, Gen.Constant((string?)null)), (3, value.Select(text => (string?)text)));

    private static string Quoted(string text) => $"\"{text}\"";

    private static string Body(params (string Name, string? Value)[] members) =>
        $"{{{string.Join(",", members.Where(member => member.Value is not null).Select(member => $"\"{member.Name}\":{member.Value}"))}}}";

    private static string Set(string body, string name, object value) =>
        Body([.. Books.Fields(body).Where(field => field.Key != name).Select(field => (field.Key, (string?)field.Value.GetRawText())), (name, $"{value}")]);

    private static string Without(string body, string name) =>
        Body([.. Books.Fields(body).Where(field => field.Key != name).Select(field => (field.Key, (string?)field.Value.GetRawText()))]);
}
