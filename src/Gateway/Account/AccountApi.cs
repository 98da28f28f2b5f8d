using Gateway.Http;
using Gateway.Ledger;
using Gateway.Teams;

namespace Gateway.Account;

/// <summary>A team's own view of its money, and the operators' view of everybody's.</summary>
internal static class AccountApi
{
    public static void MapAccount(this IEndpointRouteBuilder app)
    {
        app.MapGet("/gateway/v1/budgets", BudgetsAsync);
        app.MapGet("/gateway/v1/charges", ChargesAsync);
        app.MapGet("/gateway/v1/charges/{id}", ChargeAsync);
    }

    private static async Task<IResult> BudgetsAsync(HttpContext http, Callers callers, ILedgerViews views, CancellationToken cancellationToken)
    {
        var (reader, refusal) = await Reader.OfAsync(http, callers, () => new Problem(StatusCodes.Status404NotFound, "Not found", "There is no such team."));
        if (reader is null) return refusal!;
        if (reader.Team is not { } team) return Json(http, await TeamBudgets.OfAsync(reader.Directory.Teams, views, cancellationToken));
        return Json(http, (await TeamBudgets.OfAsync([team], views, cancellationToken))[0]);
    }

    private static async Task<IResult> ChargesAsync(HttpContext http, Callers callers, ILedgerViews views, TimeProvider time, CancellationToken cancellationToken)
    {
        var (reader, refusal) = await Reader.OfAsync(http, callers, () => QueryText.Bad("team", "there is no such team"));
        if (reader is null) return refusal!;
        (var filter, refusal) = ChargeQuery.Read(http.Request.Query, reader.Team?.Id);
        return filter is null ? refusal! : Json(http, ChargeLines.Of(await views.ListAsync(filter, cancellationToken), time.GetUtcNow()));
    }

    /// <summary>Another team's charge answers exactly like one that does not exist.</summary>
    private static async Task<IResult> ChargeAsync(string id, HttpContext http, Callers callers, ILedgerViews views, TimeProvider time, CancellationToken cancellationToken)
    {
        var (reader, refusal) = await Reader.OfAsync(http, callers, () => QueryText.Bad("team", "there is no such team"));
        if (reader is null) return refusal!;
        if (!Words.IsChargeId(id)) return Problem.NotFound;
        var charge = await views.FindAsync(new ChargeId(id), cancellationToken);
        return charge is not null && reader.MaySee(charge.Team) ? Json(http, ChargeLine.Of(charge, time.GetUtcNow())) : Problem.NotFound;
    }

    private static IResult Json<T>(HttpContext http, T answer)
    {
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(answer);
    }
}
