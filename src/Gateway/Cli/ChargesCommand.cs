using System.CommandLine;
using System.CommandLine.Parsing;
using Gateway.Ledger;

namespace Gateway.Cli;

/// <summary><c>charges</c>: what a person may see and decide about charges.</summary>
internal static class ChargesCommand
{
    private static readonly Argument<string> Id = new("id") { Description = "The charge: chg_…" };
    private static readonly Option<string> Reason = new("--reason") { Description = "Why; kept in the journal.", Required = true };
    private static readonly Option<string?> WhyIfAny = new("--reason") { Description = "Why, with --adopt; kept in the journal." };
    private static readonly Option<string> Operator = new("--operator")
        { Description = "Who decides; kept in the journal.", DefaultValueFactory = _ => Environment.UserName };

    public static Command Create(Offline offline) => new("charges", "Charges: what is open, and what a person decides.") { List(offline), Resolve(offline), Adjust(offline), OrphansCommand.Create(offline, WhyIfAny, Operator) };

    static ChargesCommand()
    {
        Reason.Validators.Add(NotBlank);
        Operator.Validators.Add(NotBlank);
        Id.Validators.Add(result =>
        {
            if (!ChargeId.TryParse(result.GetValue(Id), out _)) result.AddError($"'{result.GetValue(Id)}' is not the id of a charge, like chg_0199….");
        });
    }

    private static Command List(Offline offline)
    {
        var team = new Option<string?>("--team") { Description = "Only this team's." };
        var state = new Option<ChargeState?>("--state") { Description = "held, submitted, unknown, review, settled or released." };
        var from = new Option<DateTimeOffset?>("--from") { Description = "Held at or after; a date (UTC) or RFC 3339.", CustomParser = Instant };
        var to = new Option<DateTimeOffset?>("--to") { Description = "Held before.", CustomParser = Instant };
        var limit = new Option<int>("--limit") { Description = "At most so many, newest first (1 to 500).", DefaultValueFactory = _ => 50 };
        var list = new Command("list", "Lists charges, newest first.") { team, state, from, to, limit };
        limit.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 500) result.AddError("--limit must be 1 to 500.");
        });
        list.SetAction((parse, cancellationToken) => offline.WithLedgerAsync(parse, async services =>
        {
            var name = parse.GetValue(team);
            var filter = new ChargeFilter(
                name is null ? null : new TeamId(name), parse.GetValue(state), parse.GetValue(from), parse.GetValue(to), Limit: parse.GetValue(limit));
            var page = await services.GetRequiredService<ILedgerViews>().ListAsync(filter, cancellationToken);
            Console.WriteLine($"{"charge",-36}  {"held at",-20}  {"state",-9}  {"held USD",12}  {"settled USD",12}  team  prediction  note");
            foreach (var charge in page.Charges)
                Console.WriteLine($"{charge.Id,-36}  {charge.HeldAt:yyyy-MM-ddTHH:mm:ssZ}  {charge.State,-9}  {(charge.IsOpen ? charge.HoldUsd : Usd.Zero),12}  {charge.SettledUsd,12}  {charge.Team}  {charge.Prediction?.Value ?? "-"}  {charge.Note}");
            if (page.Next is not null) Console.WriteLine("… and older ones.");
            return 0;
        }));
        return list;
    }

    private static Command Resolve(Offline offline)
    {
        var settle = new Option<string?>("--settle") { Description = "Settle for this many US dollars." };
        var release = new Option<bool>("--release") { Description = "Release: it cost nothing." };
        var resolve = new Command("resolve", "Ends an open charge by decision: --settle <usd> or --release.") { Id, settle, release, Reason, Operator };
        resolve.Validators.Add(result =>
        {
            if (result.GetValue(settle) is null == !result.GetValue(release)) result.AddError("Give either --settle <usd> or --release.");
            if (result.GetValue(settle) is { } text && (!Usd.TryParse(text, out var usd) || usd < Usd.Zero)) result.AddError($"--settle: '{text}' is not an amount of US dollars.");
        });
        resolve.SetAction((parse, _) => offline.WithLedgerAsync(parse, async services =>
        {
            Usd? amount = Usd.TryParse(parse.GetValue(settle), out var usd) ? usd : null;
            var done = await services.GetRequiredService<ILedger>().ResolveAsync(new ChargeId(parse.GetValue(Id)!), amount, Note(parse));
            return done ? await DoneAsync(services, parse) : await WhyNotAsync(services, parse, charge => charge.IsOpen
                ? $"It is still being sent, until {charge.SendingUntil:HH:mm:ss} UTC at the latest; then its outcome is known, or can be decided."
                : $"It has ended: {WordsOf(charge)}. 'charges adjust' corrects it.");
        }));
        return resolve;
    }

    private static Command Adjust(Offline offline)
    {
        var difference = new Option<string>("--usd") { Description = "What to add to the charge, in US dollars; negative gives back.", Required = true };
        var adjust = new Command("adjust", "Corrects an ended charge.") { Id, difference, Reason, Operator };
        adjust.Validators.Add(result =>
        {
            if (result.GetValue(difference) is { } text && (!Usd.TryParse(text, out var usd) || usd == Usd.Zero)) result.AddError($"--usd: '{text}' is not an amount of US dollars to add.");
        });
        adjust.SetAction((parse, cancellationToken) => offline.WithLedgerAsync(parse, async services =>
        {
            _ = Usd.TryParse(parse.GetValue(difference), out var usd);
            var done = await services.GetRequiredService<ILedger>().AdjustAsync(new ChargeId(parse.GetValue(Id)!), usd, Note(parse));
            return done ? await DoneAsync(services, parse) : await WhyNotAsync(services, parse, charge => $"It is still open: {WordsOf(charge)}. 'charges resolve' ends it.");
        }));
        return adjust;
    }

    private static DateTimeOffset? Instant(ArgumentResult result)
    {
        if (PointInTime.TryParseDateOrInstant(result.Tokens[0].Value, out var instant)) return instant;
        result.AddError($"'{result.Tokens[0].Value}' is neither a date such as 2026-11-23 nor RFC 3339.");
        return null;
    }

    private static OperatorNote Note(ParseResult parse) => new(parse.GetValue(Operator)!, parse.GetValue(Reason)!);

    private static void NotBlank(OptionResult result)
    {
        if (result.Tokens is [var token, ..] && string.IsNullOrWhiteSpace(token.Value)) result.AddError($"{result.Option.Name} is empty; it is kept in the journal.");
    }

    private static async Task<int> WhyNotAsync(IServiceProvider services, ParseResult parse, Func<Charge, string> wrongState)
    {
        var id = new ChargeId(parse.GetValue(Id)!);
        var charge = await services.GetRequiredService<ILedgerViews>().FindAsync(id, CancellationToken.None);
        await Console.Error.WriteLineAsync(charge is null ? $"There is no charge {id}." : $"Nothing was changed on {id}. {wrongState(charge)}");
        return 1;
    }

    private static string WordsOf(Charge charge) => charge.IsOpen
        ? $"{charge.State.ToString().ToLowerInvariant()}, {charge.HoldUsd} USD held"
        : $"{charge.State.ToString().ToLowerInvariant()} at {charge.SettledUsd} USD on {charge.EndedAt:yyyy-MM-ddTHH:mm:ssZ}";

    /// <summary>Says where the charge stands now: a correction may have been cut at zero.</summary>
    private static async Task<int> DoneAsync(IServiceProvider services, ParseResult parse)
    {
        var charge = await services.GetRequiredService<ILedgerViews>().FindAsync(new ChargeId(parse.GetValue(Id)!), CancellationToken.None);
        Console.WriteLine(charge is null ? "Done." : $"Done: {WordsOf(charge)}.");
        return 0;
    }
}
