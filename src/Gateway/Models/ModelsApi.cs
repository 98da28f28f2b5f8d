using Gateway.Atlas;
using Gateway.Http;
using Gateway.Pricing;
using Gateway.Teams;

namespace Gateway.Models;

/// <summary>What may be asked for: the vendor's list, less what has no price and what the team may not use.</summary>
internal static class ModelsApi
{
    private static readonly Problem NoList = new(502, "Vendor not reached", "The vendor's list of models cannot be had at the moment.");

    public static void AddModels(this WebApplicationBuilder builder) => builder.Services.AddSingleton<Catalogue>();

    public static void MapModels(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/models", ListAsync);
        routes.MapGet("/gateway/v1/models", PricesAsync);
    }

    /// <summary>The vendor's clients send no credential here, so none is needed; a bad one is still refused.</summary>
    private static async Task<IResult> ListAsync(HttpContext http, Callers callers, Catalogue catalogue, Prices prices, TimeProvider time)
    {
        var identity = await callers.IdentifyAsync(http);
        if (identity is Identity.Refused refused) return refused.Problem;
        var now = time.GetUtcNow();
        var book = prices.Book;
        var team = (identity as Identity.OfTeam)?.Team;
        var list = await catalogue.ListAsync(model => book.Prices(model, now) && team?.MayUse(model) != false);
        return list is null ? NoList : Results.Bytes(list, "application/json");
    }

    /// <summary>What a team may use and what it costs; operators see everything.</summary>
    private static async Task<IResult> PricesAsync(HttpContext http, Callers callers, Prices prices, TimeProvider time)
    {
        var identity = await callers.IdentifyAsync(http);
        if (identity is Identity.Refused refused) return refused.Problem;
        if (identity is Identity.Nobody) return Callers.NoCredential;
        http.Response.Headers.CacheControl = "no-store";
        return Results.Json(PriceList.Of(prices.Book, prices.Multiplier, time.GetUtcNow(), (identity as Identity.OfTeam)?.Team));
    }
}
