using Gateway.Teams;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Gateway.Tests.Teams.Tokens;

/// <summary>Issuers change their keys, are slow, and are away.</summary>
public sealed class IssuerKeysTests : TokenFixture
{
    private int _tokens;

    [Fact]
    public async Task A_new_key_is_fetched_when_the_first_token_signed_with_it_comes()
    {
        Assert.Equal("lab", await TeamAsync(Fresh(First)));
        Time.Advance(TimeSpan.FromMinutes(1));
        Oidc.Keys = [First, Second];
        Assert.Equal("lab", await TeamAsync(Fresh(Second)));
        Assert.Equal("lab", await TeamAsync(Fresh(First)));
        Assert.Equal(2, Oidc.Discoveries);
    }

    [Fact]
    public async Task A_key_the_issuer_took_back_is_refused_within_the_hour()
    {
        var token = Fresh(First);
        Assert.Equal("lab", await TeamAsync(token));
        Oidc.Keys = [Second];
        Time.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal("lab", await TeamAsync(Fresh(First)));
        Time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(await Eventually.TrueAsync(() => IdentifyAsync(Fresh(First)).AsTask().Result is Identity.Refused));
    }

    [Fact]
    public async Task Tokens_with_keys_nobody_knows_ask_the_issuer_once_in_a_while_and_not_each_time()
    {
        Assert.Equal("lab", await TeamAsync(Fresh(First)));
        for (var i = 0; i < 200; i++) await RefusedAsync(Fresh(Second), 503);
        Assert.Equal(1, Oidc.Discoveries);
        Time.Advance(TimeSpan.FromSeconds(10));
        await RefusedAsync(Fresh(Second), 401);
        for (var i = 0; i < 200; i++) await RefusedAsync(Fresh(Second), 503);
        Assert.Equal(2, Oidc.Discoveries);
    }

    [Fact]
    public async Task A_good_token_with_a_key_newer_than_the_last_fetch_is_told_when_to_come_back_and_never_that_it_is_bad()
    {
        Assert.Equal("lab", await TeamAsync(Fresh(First)));
        Oidc.Keys = [First, Second];
        Time.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(TimeSpan.FromSeconds(6), (await RefusedAsync(Fresh(Second), 503)).RetryAfter);
        Oidc.IsDown = true;
        await RefusedAsync(Fresh(Second), 503);
        Oidc.IsDown = false;
        Time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal("lab", await TeamAsync(Fresh(Second)));
        Assert.Equal(2, Oidc.Discoveries);
    }

    [Fact]
    public async Task A_hundred_first_tokens_ask_the_issuer_once()
    {
        var slowness = new TaskCompletionSource();
        Oidc.Slowness = slowness.Task;
        var teams = Enumerable.Range(0, 100).Select(_ => TeamAsync(Fresh(First))).ToList();
        Assert.True(await Eventually.TrueAsync(() => Oidc.Discoveries > 0));
        slowness.SetResult();
        Assert.All(await Task.WhenAll(teams), team => Assert.Equal("lab", team));
        Assert.Equal(1, Oidc.Discoveries);
    }

    [Fact]
    public async Task Before_its_issuer_was_ever_reached_a_token_is_neither_good_nor_bad()
    {
        Oidc.IsDown = Entra.IsDown = true;
        Assert.Equal(TimeSpan.FromSeconds(10), (await RefusedAsync(Fresh(First), 503)).RetryAfter);
        await RefusedAsync(First.Sign(Claims.Version2(Entra, Now)), 503);
        await RefusedAsync(First.Sign(Claims.Version1(Now)), 503);
        for (var i = 0; i < 50; i++) await RefusedAsync(Fresh(First), 503);
        Assert.Equal(1, Oidc.Discoveries);

        Oidc.IsDown = Entra.IsDown = false;
        Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("lab", await TeamAsync(Fresh(First)));
        Assert.Equal("studio", await TeamAsync(First.Sign(Claims.Version1(Now))));
        Assert.Contains(Log.Lines, line => line.StartsWith("Error 2111", StringComparison.Ordinal) && line.Contains("500", StringComparison.Ordinal));
        Assert.Contains(Log.Lines, line => line.StartsWith("Information 2112", StringComparison.Ordinal));
    }

    [Fact]
    public async Task While_the_issuer_is_away_the_keys_that_are_known_stay_good()
    {
        Assert.Equal("lab", await TeamAsync(Fresh(First)));
        Oidc.IsDown = true;
        for (var hour = 1; hour <= 48; hour++)
        {
            Time.Advance(TimeSpan.FromHours(1));
            Assert.Equal("lab", await TeamAsync(First.Sign(Claims.Oidc(Oidc, Time.GetUtcNow()))));
        }
        Assert.True(await Eventually.TrueAsync(() => Oidc.Discoveries > 1));
        // A key not seen before may be good; nobody can say now.
        Time.Advance(TimeSpan.FromSeconds(10));
        await RefusedAsync(Second.Sign(Claims.Oidc(Oidc, Time.GetUtcNow())), 503);
    }

    [Fact]
    public async Task A_key_set_without_keys_takes_none_away()
    {
        Assert.Equal("lab", await TeamAsync(Fresh(First)));
        Oidc.Keys = [];
        Time.Advance(TimeSpan.FromMinutes(1));
        await RefusedAsync(Fresh(Second), 503);
        Assert.Equal("lab", await TeamAsync(Fresh(First)));
    }

    [Fact]
    public async Task A_slow_issuer_keeps_nobody_waiting_longer_than_five_seconds()
    {
        Oidc.Slowness = new TaskCompletionSource().Task;
        var waiting = RefusedAsync(Fresh(First), 503);
        Assert.True(await Eventually.TrueAsync(() => Oidc.Discoveries > 0));
        Time.Advance(TimeSpan.FromSeconds(5).Subtract(TimeSpan.FromTicks(1)));
        Assert.False(waiting.IsCompleted);
        Time.Advance(TimeSpan.FromTicks(1));
        await waiting;
        await RefusedAsync(Fresh(First), 503);
        Assert.Equal(1, Oidc.Discoveries);
    }

    [Fact]
    public async Task A_slow_issuer_keeps_nobody_waiting_whose_key_is_known()
    {
        Assert.Equal("lab", await TeamAsync(Fresh(First)));
        Oidc.Slowness = new TaskCompletionSource().Task;
        Time.Advance(TimeSpan.FromMinutes(61));
        Assert.Equal("lab", await TeamAsync(First.Sign(Claims.Oidc(Oidc, Time.GetUtcNow()))));
        Assert.True(await Eventually.TrueAsync(() => Oidc.Discoveries == 2));
    }

    [Fact]
    public async Task A_caller_who_hangs_up_does_not_take_the_keys_from_the_others()
    {
        var slowness = new TaskCompletionSource();
        Oidc.Slowness = slowness.Task;
        using var hangUp = new CancellationTokenSource();
        var http = new DefaultHttpContext { RequestAborted = hangUp.Token };
        http.Request.Headers.Authorization = "Bearer " + Fresh(First);
        var gone = Callers.IdentifyAsync(http).AsTask();
        var stays = TeamAsync(Fresh(First));
        await hangUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        slowness.SetResult();
        Assert.Equal("lab", await stays);
    }

    [Fact]
    public async Task Keys_change_under_load_and_nobody_is_refused()
    {
        var keys = Enumerable.Range(0, 8).Select(number => TestKey.Ec($"key {number}")).ToArray();
        var current = keys[0];
        Oidc.Keys = [current];
        using var until = new CancellationTokenSource();
        var callers = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            var asked = 0;
            for (; !until.IsCancellationRequested; asked++) Assert.Equal("lab", await TeamAsync(Fresh(Volatile.Read(ref current))));
            return asked;
        })).ToList();
        for (var next = 1; next < keys.Length; next++)
        {
            var seen = Volatile.Read(ref _tokens);
            Assert.True(await Eventually.TrueAsync(() => Volatile.Read(ref _tokens) > seen + 50 || callers.Any(caller => caller.IsCompleted)));
            Time.Advance(TimeSpan.FromSeconds(10));
            // As issuers do it: the old ones are published as long as their tokens live.
            Oidc.Keys = keys[..(next + 1)];
            Volatile.Write(ref current, keys[next]);
        }
        await until.CancelAsync();
        Assert.All(await Task.WhenAll(callers), asked => Assert.True(asked > 0));
        Assert.InRange(Oidc.Discoveries, keys.Length - 1, keys.Length);
    }

    /// <summary>Another token each time, so that none is remembered.</summary>
    private string Fresh(TestKey key) => key.Sign(Claims.Oidc(Oidc, Now).With("jti", $"{Interlocked.Increment(ref _tokens)}"));
}
