using System.CommandLine;
using System.Text.Json;
using Gateway.Pricing;

namespace Gateway.Cli;

/// <summary><c>quote</c>: what a body would cost and hold.</summary>
internal static class QuoteCommand
{
    public static Command Create(Offline offline)
    {
        var body = new Argument<string>("body") { Description = "The submit's JSON body, a file with it after @, or - for standard input." };
        var quote = new Command("quote", "Says what a request would cost and hold, and why. Nothing is held or sent.") { body };
        quote.SetAction((parse, cancellationToken) => offline.WithAsync(parse, async services =>
            Print(services, await ReadAsync(parse.GetValue(body)!, cancellationToken))));
        return quote;
    }

    private static async Task<string> ReadAsync(string body, CancellationToken cancellationToken) => body switch
    {
        "-" => await Console.In.ReadToEndAsync(cancellationToken),
        ['@', .. var file] => await File.ReadAllTextAsync(file, cancellationToken),
        _ => body,
    };

    private static int Print(IServiceProvider services, string json)
    {
        var desk = services.GetRequiredService<Predictions.OrderDesk>();
        var (quote, refusal) = desk.Price(System.Text.Encoding.UTF8.GetBytes(json));
        if (quote is null)
        {
            Console.Error.WriteLine(refusal!.Detail);
            return 1;
        }

        Console.WriteLine(JsonSerializer.Serialize(Predictions.QuoteAnswer.Of(quote), Pretty));
        return 0;
    }

    private static readonly JsonSerializerOptions Pretty = new(JsonSerializerOptions.Web) { WriteIndented = true };
}
