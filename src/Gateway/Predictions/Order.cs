using System.Security.Cryptography;
using System.Text.Json;
using Gateway.Http;
using Gateway.Ledger;
using Gateway.Pricing;
using Gateway.Teams;
using Gateway.Telemetry;

namespace Gateway.Predictions;

/// <summary>A submit that may be asked for and has a price: what is sent, for whom, and what it can cost.</summary>
internal sealed record Order(Identity.OfTeam Caller, string Operation, SubmitBody Body, Quote Quote, IReadOnlyDictionary<string, JsonElement> PricingFields)
{
    public IdempotencyKey? IdempotencyKey { get; init; }
    public string? Tags { get; init; }
}

/// <summary>Turns a received body into an order, or says why not; used alike by submits and by quotes.</summary>
internal sealed class OrderDesk(Prices prices, TimeProvider time)
{
    public (Order? Order, Problem? Refusal) Take(Identity.OfTeam caller, string operation, ReceivedBody received)
    {
        using var span = GatewayTelemetry.Stage("price");
        var book = prices.Book;
        var (body, fault) = SubmitBody.Read(received.Bytes, book.PricingFields);
        if (body is null) return (null, Refusals.Unreadable(fault!));
        if (!caller.Team.MayUse(body.Model)) return (null, Refusals.ModelNotAllowed(body.Model));
        var fields = body.Fields(book.PricingFields);
        var (quote, refusal) = Price(book, operation, body, fields, time.GetUtcNow());
        return quote is null ? (null, refusal) : (new Order(caller, operation, body, quote, fields), null);
    }

    /// <summary>The price alone, for nobody in particular.</summary>
    /// <param name="at">By the prices of then; null: of now.</param>
    public (Quote? Quote, Problem? Refusal) Price(ReadOnlyMemory<byte> json, DateTimeOffset? at = null)
    {
        var book = prices.Book;
        var (body, fault) = SubmitBody.Read(json, book.PricingFields);
        return body is null ? (null, Refusals.Unreadable(fault!)) : Price(book, "quote", body, body.Fields(book.PricingFields), at ?? time.GetUtcNow());
    }

    private (Quote? Quote, Problem? Refusal) Price(PriceBook book, string operation, SubmitBody body, IReadOnlyDictionary<string, JsonElement> fields, DateTimeOffset now)
    {
        // First: a field that this route's models do not have is no reason to tell before the model itself.
        if (book.TypeOf(body.Model, now) is { } type && !MediaOperations.Takes(operation, type)) return (null, Refusals.WrongOperation(body.Model, type, operation));
        return book.Quote(body.Model, fields, now, prices.Multiplier) switch
        {
            QuoteResult.Priced priced => (priced.Quote, null),
            QuoteResult.ByUsage byUsage => (null, Refusals.PricedByUsage(byUsage.Model)),
            QuoteResult.Unpriced => (null, Refusals.Unpriced(body.Model)),
            QuoteResult.Invalid invalid => (null, Refusals.Unpriceable(invalid)),
            var other => throw new InvalidOperationException($"Unknown quote {other.GetType().Name}."),
        };
    }

    /// <summary>What the caller says in headers, on top.</summary>
    public static (Order? Order, Problem? Refusal) WithHeaders(Order order, IHeaderDictionary headers, ReceivedBody received)
    {
        var (tags, badTags) = RequestHeaders.ReadTags(headers);
        if (badTags is not null) return (null, badTags);
        var (key, badKey) = RequestHeaders.ReadIdempotencyKey(headers);
        if (badKey is not null) return (null, badKey);
        if (key is null) return (order with { Tags = tags }, null);
        var bodyHash = Convert.ToHexStringLower(SHA256.HashData(received.Bytes.Span));
        return (order with { Tags = tags, IdempotencyKey = new IdempotencyKey($"{order.Caller.Team.Id}/{order.Operation}", key, bodyHash) }, null);
    }

    /// <summary>What priced it, for the ledger: plain values only, never the prompt.</summary>
    public static string Plain(Order order)
    {
        var plain = order.PricingFields
            .Where(field => field.Key != "prompt" && field.Value.ValueKind is JsonValueKind.Number or JsonValueKind.String or JsonValueKind.True or JsonValueKind.False)
            .Where(field => field.Value.GetRawText().Length <= 100 && IsText(field.Value))
            .ToDictionary(field => field.Key, field => field.Value);
        return JsonSerializer.Serialize(plain);
    }

    /// <summary>False for a text with half a character in it, which a model may take in a field that is none of its own.</summary>
    private static bool IsText(JsonElement value)
    {
        try
        {
            return value.ValueKind != JsonValueKind.String || value.GetString() is not null;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
