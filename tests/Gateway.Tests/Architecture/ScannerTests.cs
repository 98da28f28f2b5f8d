using Xunit;

namespace Gateway.Tests.Architecture;

/// <summary>A rule nobody can break proves nothing: each scanner is shown a breach.</summary>
public sealed class ScannerTests
{
    [Fact]
    public void Comments_and_strings_are_not_code()
    {
        const string source = "var a = $\"x{b(\"DateTime.Now\")}y{{\"; // DateTime.Now\n/* Task.Delay( */ var c = '\"'; var d = @\"\"\"DateTime.Now\"\"\"; e();";
        var code = CSharpText.Blanked(source);
        Assert.DoesNotContain("Now", code, StringComparison.Ordinal);
        Assert.DoesNotContain("Delay", code, StringComparison.Ordinal);
        Assert.Contains("b(", code, StringComparison.Ordinal);
        Assert.EndsWith("e();", code, StringComparison.Ordinal);
        Assert.Equal(source.Length, code.Length);
    }

    [Fact]
    public void Raw_strings_are_not_code_but_their_holes_are()
    {
        var code = CSharpText.Blanked("var a = $$\"\"\"\n {\"DateTime.Now\": {{Hole(\"}\")}} }\n\"\"\"; After();");
        Assert.DoesNotContain("Now", code, StringComparison.Ordinal);
        Assert.Contains("Hole(", code, StringComparison.Ordinal);
        Assert.Contains("After();", code, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Ledger", "using Gateway.Teams;", true)]
    [InlineData("Ledger", "class A { Teams.Team t; }", true)]
    [InlineData("Ledger", "class A { int n = Teams.Count; }", false)]
    [InlineData("Ledger", "// Gateway.Teams is read elsewhere", false)]
    [InlineData("Predictions", "using Gateway.Teams;", false)]
    [InlineData("Http", "using Gateway.Predictions;", true)]
    [InlineData("", "namespace Gateway; class Usd { Gateway.Http.Problem p; }", true)]
    [InlineData("Nowhere", "class A;", true)]
    public void A_mention_of_an_equal_or_higher_rank_is_found(string folder, string text, bool breach)
    {
        SourceFile[] files =
        [
            SourceFile.Parse("src/Gateway/Teams/Team.cs", "Teams", "class Team;"), SourceFile.Parse("src/Gateway/Http/Problem.cs", "Http", "class Problem;"),
            SourceFile.Parse("src/Gateway/Predictions/Submit.cs", "Predictions", "class Submit;"), SourceFile.Parse("src/Gateway/X.cs", folder, text),
        ];
        Assert.Equal(breach, Ranks.Breaches(files).Any());
    }

    [Fact]
    public void Functions_are_measured_from_their_first_line_to_their_last()
    {
        var file = SourceFile.Parse("x.cs", "", "class A(int b)\n{\n  int c = 1;\n  int[] table =\n  [\n  1\n  ];\n  int D() =>\n    b switch { _ => 1 };\n  void E(int x)\n  {\n    if (x > 0) { }\n  }\n  int F { get { return 1; } }\n}\n");
        Assert.Equal([("int D()", 8, 2), ("void E(int x)", 10, 4), ("int F", 14, 1)], Function.In(file).Select(function => (function.Header, function.Line, function.Lines)));
    }

    [Theory]
    [InlineData("[LoggerMessage(4001, LogLevel.Warning, \"One [a] (b)] {C}\")]", false)]
    [InlineData("[LoggerMessage(Level = LogLevel.Warning, EventId = 4001, Message = \"x\")]", false)]
    [InlineData("[LoggerMessage(5001, LogLevel.Warning, \"x\")]", true)]
    [InlineData("[LoggerMessage(LogLevel.Warning, \"99 x\")]", true)]
    [InlineData("[LoggerMessage(4001, LogLevel.Warning, \"x\")] [LoggerMessage(4001, LogLevel.Warning, \"y\")]", true)]
    public void A_log_line_without_its_own_id_is_found(string text, bool breach) =>
        Assert.Equal(breach, EventIds.Breaches([SourceFile.Parse("x.cs", "Ledger", text)]).Any());

    [Theory]
    [InlineData("var a = DateTimeOffset.UtcNow;", true)]
    [InlineData("await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);", true)]
    [InlineData("await Task.Delay(Wait(1, 2), time, cancellationToken);", false)]
    [InlineData("await Task.Delay(timeout, cancellationToken);", true)]
    [InlineData("using var timer = new PeriodicTimer(interval, timeProvider);", false)]
    [InlineData("using var timer = new PeriodicTimer(interval);", true)]
    [InlineData("Thread.Sleep(1);", true)]
    [InlineData("var now = time.GetUtcNow();", false)]
    public void A_clock_nobody_can_move_is_found(string text, bool breach) =>
        Assert.Equal(breach, BannedClock.Breaches(SourceFile.Parse("x.cs", "Ledger", text)).Any());
}
