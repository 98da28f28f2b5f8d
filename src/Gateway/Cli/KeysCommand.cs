using System.CommandLine;
using Gateway.Teams;

namespace Gateway.Cli;

/// <summary><c>keys new</c>: makes a key for a team or an operator.</summary>
internal static class KeysCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = "What the key is called in the configuration.", DefaultValueFactory = _ => "main" };
        var create = new Command("new", "Prints a new key once, and the line to configure. The key itself is stored nowhere.") { name };
        name.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is not { } text || !Names.IsGood(text)) result.AddError($"'{result.GetValueOrDefault<string>()}' is not {Names.Expected}.");
        });
        create.SetAction(parse =>
        {
            var (token, sha256) = TeamKey.New();
            Console.WriteLine($"""
                key:       {token}
                configure: "Keys": {"{"} "{parse.GetValue(name)}": {"{"} "Sha256": "{sha256}" {"}"} {"}"}

                Give the key to its owner now; only its hash goes into appsettings.json, under Teams:<team> or Operators:<name>.
                """);
            return 0;
        });
        return new Command("keys", "Keys of teams and operators.") { create };
    }
}
