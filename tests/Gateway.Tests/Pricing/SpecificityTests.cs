using FsCheck;
using FsCheck.Fluent;
using Gateway.Pricing;
using Xunit;

namespace Gateway.Tests.Pricing;

/// <summary>Which entry of the book prices a model never depends on where it stands in a file.</summary>
public sealed class SpecificityTests
{
    private static readonly Config Seeded = Config.QuickThrowOnFailure
        .WithReplay(Microsoft.FSharp.Core.FSharpOption<Replay>.Some(new Replay(new Rnd(20_261_124, 5), Microsoft.FSharp.Core.FSharpOption<int>.None)))
        .WithMaxTest(1500);

    private static readonly Gen<string> Patterns = Texts("ab/*", 1, 6);
    private static readonly Gen<string> Names = Texts("ab/", 0, 6);

    private static Gen<string> Texts(string characters, int least, int most) =>
        from length in Gen.Choose(least, most)
        from text in Gen.ArrayOf(Gen.Elements(characters.ToCharArray()), length)
        select new string(text);

    [Fact]
    public void The_order_of_a_file_never_changes_a_price() => Check(
        from patterns in Gen.ListOf(Patterns, 6)
        from names in Gen.ListOf(Names, 12)
        from seed in Gen.Choose(0, int.MaxValue)
        select (patterns: patterns.Distinct().ToArray(), names, seed),
        ask =>
        {
            var shuffled = ask.patterns.ToArray();
            new Random(ask.seed).Shuffle(shuffled);
            var (one, faults) = Parse(ask.patterns);
            var (other, otherFaults) = Parse(shuffled);
            if (!faults.SequenceEqual(otherFaults) || one is null != other is null) return false;
            return one is null || ask.names.All(name => one.FamilyOf(name, Books.Now) == other!.FamilyOf(name, Books.Now));
        });

    /// <summary>The rule itself, worked out once more: the most literal characters, then the fewest stars, and never two.</summary>
    [Fact]
    public void The_most_literal_pattern_wins_and_of_equals_the_one_with_fewer_stars() => Check(
        from patterns in Gen.ListOf(Patterns, 5) from names in Gen.ListOf(Names, 12) select (patterns: patterns.Distinct().ToArray(), names),
        ask =>
        {
            if (Parse(ask.patterns).Book is not { } book) return true;
            return ask.names.All(name =>
            {
                var fitting = ask.patterns.Where(pattern => ModelPattern.Matches(pattern, name)).ToList();
                if (fitting.Count == 0) return book.FamilyOf(name, Books.Now) is null;
                var literals = fitting.Max(pattern => pattern.Count(c => c != '*'));
                var best = fitting.Where(pattern => pattern.Count(c => c != '*') == literals).ToList();
                var fewest = best.Min(pattern => pattern.Count(c => c == '*'));
                return book.FamilyOf(name, Books.Now) == Assert.Single(best, pattern => pattern.Count(c => c == '*') == fewest);
            });
        });

    [Fact]
    public void Two_patterns_overlap_if_and_only_if_some_name_fits_both() => Check(
        from one in Texts("ab/*", 1, 3) from other in Texts("ab/*", 1, 3) select (one, other),
        // Any text that two patterns of three characters have in common has one of at most six.
        ask => ModelPattern.Overlap(ask.one, ask.other) == AllNames.Any(name => ModelPattern.Matches(ask.one, name) && ModelPattern.Matches(ask.other, name)));

    [Theory]
    [InlineData("*/veo3.1", "google/veo3.1", true)]
    [InlineData("*/veo3.1", "google/x/veo3.1", false)]
    [InlineData("*/veo3.1", "veo3.1", false)]
    [InlineData("google/*", "google/x/veo3.1", true)]
    [InlineData("*", "google/x/veo3.1", true)]
    [InlineData("*-to-video", "a/b/text-to-video", true)]
    [InlineData("a/*/c", "a/b/c", true)]
    [InlineData("a/*/c", "a/b/b/c", false)]
    [InlineData("a/*", "a/*", true)]
    [InlineData("a/b", "a/*", false)]
    [InlineData("*/A", "x/a", false)]
    public void A_star_is_any_text_and_before_a_slash_one_part_of_the_name(string pattern, string model, bool fits) =>
        Assert.Equal(fits, ModelPattern.Matches(pattern, model));

    [Theory]
    [InlineData("a*b", "*ab")]
    [InlineData("kling/*x", "kling/x*")]
    [InlineData("*/b", "a*b")]
    public void A_tie_is_a_fault_that_names_both(string one, string other)
    {
        var fault = Assert.Single(Parse([one, other]).Faults);

        Assert.Contains($"'{one}'", fault);
        Assert.Contains($"'{other}'", fault);
        Assert.Contains("equally specific", fault);
    }

    [Fact]
    public void A_tie_that_an_overlay_makes_is_a_fault_too() =>
        Assert.Contains("equally specific", Assert.Single(Books.FaultsOf(
            Books.With(Books.PerSecond("kling/x*", ("2026-07-01", "0.1"))),
            $$"""{ "version": "ours", "models": { {{Books.PerSecond("kling/*x", ("2026-07-01", "0.2"))}} } }""")));

    [Fact]
    public void Equally_long_patterns_that_no_model_fits_together_are_no_tie() =>
        Assert.Empty(Parse(["*/kling-std/*-to-video", "*/kling-pro/*-to-video", "a/*", "b/*"]).Faults);

    [Fact]
    public void A_book_has_a_bounded_number_of_models()
    {
        string Many(int count) => Books.With(string.Join(", ", Enumerable.Range(0, count).Select(i => Books.PerSecond($"m{i}/*", ("2026-07-01", "0.1")))));

        Assert.Empty(Books.FaultsOf(Many(PriceLimits.Models)));
        Assert.Equal("prices.json: has more than 2000 models", Assert.Single(Books.FaultsOf(Many(PriceLimits.Models + 1))));
    }

    private static readonly string[] AllNames = [.. Enumerable.Range(0, 7).SelectMany(Every)];

    private static IEnumerable<string> Every(int length) =>
        length == 0 ? [""] : from rest in Every(length - 1) from c in "ab/" select rest + c;

    private static (PriceBook? Book, IReadOnlyList<string> Faults) Parse(string[] patterns)
    {
        var text = Books.With(string.Join(", ", patterns.Select(pattern => Books.PerSecond(pattern, ("2026-07-01", "0.1")))));
        var book = PriceBook.Parse([new PriceText("prices.json", text)], out var faults);
        return (book, faults);
    }

    private static void Check<T>(Gen<T> cases, Func<T, bool> holds) => FsCheck.Check.One(Seeded, Prop.ForAll(cases.ToArbitrary(), holds));
}
