using Gateway.Atlas;
using Gateway.Configuration;
using Gateway.Http;
using Gateway.Storage;
using Gateway.Pricing;
using Gateway.Teams;
using Gateway.Telemetry;

namespace Gateway.Predictions;

/// <summary>Submit, follow, quote: what callers do with predictions.</summary>
internal static class PredictionsApi
{
    /// <summary>At a shutdown, after the last submit under way may have been answered.</summary>
    private static readonly TimeSpan TimeToFlush = TimeSpan.FromSeconds(10);

    public static void AddPredictions(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddConfigurationCheck(PredictionsOptions.FaultsOf);
        services.AddConfigurationCheck(Origin.FaultsOf);
        services.AddSingleton(provider => PredictionsOptions.Read(provider.GetRequiredService<IConfiguration>()));
        services.AddSingleton(provider => new BodyRoom(provider.GetRequiredService<PredictionsOptions>().BodyBytes));
        services.AddOptions<HostOptions>().Configure<IConfiguration>((host, configuration) =>
        {
            // Read before the settings are checked, so faults are left to the check.
            if (AtlasOptions.Read(configuration, []) is { } atlas) host.ShutdownTimeout = atlas.LongestSubmit + TimeToFlush;
        });
        services.AddSingleton<Origin>();
        services.AddSingleton<BodyReceiver>();
        services.AddSingleton<OrderDesk>();
        services.AddSingleton<Waiters>();
        services.AddSingleton<IReplicas>(provider => provider.GetService<RedisGate>() is { } redis
            ? ActivatorUtilities.CreateInstance<RedisReplicas>(provider, redis)
            : new NoReplicas());
        services.AddSingleton<StatusCache>();
        services.AddSingleton<VendorPace>();
        services.AddSingleton<PriceDifferences>();
        services.AddConfigurationCheck(TurnOptions.FaultsOf);
        services.AddSingleton(provider => TurnOptions.ReadOrThrow(provider.GetRequiredService<IConfiguration>()));
        services.AddSingleton<SubmitTurns>();
        services.AddSingleton<Settler>();
        services.AddSingleton<StatusGate>();
        services.AddSingleton<HistoryReader>();
        services.AddSingleton<SendTimes>();
        services.AddSingleton<UnknownSearch>();
        services.AddSingleton<Adopting>();
        services.AddSingleton<SubmitAnswers>();
        services.AddSingleton<Submission>();
        services.AddSingleton<Waiting>();
        services.AddSingleton<Following>();
        services.AddSingleton(provider =>
            new ModelLabels(BookEntry.Finder(provider.GetRequiredService<Prices>(), provider.GetRequiredService<TimeProvider>())));
        services.AddHostedService<StandingReader>();
        services.AddSingleton<Remembering>();
        services.AddHostedService(provider => provider.GetRequiredService<Remembering>());
        services.AddSingleton<SettlementWorker>();
        services.AddHostedService(provider => provider.GetRequiredService<SettlementWorker>());
    }

    public static void MapPredictions(this IEndpointRouteBuilder routes)
    {
        foreach (var operation in MediaOperations.All)
            routes.MapPost($"/api/v1/model/{operation}", (HttpContext http, Submission submission) => submission.SubmitAsync(http, operation));
        // Polls are most of all requests: bound by hand, they need neither a scope of services nor a binder that looks for everything a handler may ask.
        var following = new Lazy<Following>(routes.ServiceProvider.GetRequiredService<Following>);
        RequestDelegate follow = async http => await (await following.Value.FollowAsync(http, (string)http.Request.RouteValues["id"]!)).ExecuteAsync(http);
        routes.MapGet("/api/v1/model/prediction/{id}", follow);
        routes.MapGet("/api/v1/model/result/{id}", follow);
        routes.MapPost("/gateway/v1/quote", QuoteAsync);
    }

    /// <summary>What a submit with this body would cost and hold; nothing is held or sent.</summary>
    private static async Task<IResult> QuoteAsync(HttpContext http, Callers callers, BodyReceiver bodies, OrderDesk desk)
    {
        var (caller, stranger) = await callers.TeamAsync(http, paying: false);
        if (caller is null) return stranger!;
        var (received, unread) = await bodies.ReceiveAsync(http);
        if (received is null) return unread!;
        using var _ = received;
        var (order, refusal) = desk.Take(caller, "quote", received);
        if (order is null) return refusal!;
        return Results.Json(QuoteAnswer.Of(order.Quote));
    }
}
