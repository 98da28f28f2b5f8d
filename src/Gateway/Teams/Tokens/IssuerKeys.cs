using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.Teams.Tokens;

/// <summary>
/// The keys an issuer signs with now, as it publishes them. Fetched when the first token comes, again when one was signed with a key not
/// seen before, and after <see cref="FreshFor"/>. While the issuer is away, the last known keys stay good.
/// </summary>
/// <param name="address">Of the discovery document.</param>
/// <param name="rulesOf">By what a token is judged, given what the issuer publishes.</param>
internal sealed partial class IssuerKeys(
    string address, Func<OpenIdConnectConfiguration, TokenValidationParameters> rulesOf, IDocumentRetriever documents, TimeProvider time, ILogger logger)
{
    /// <summary>From one fetch to the next, whoever sends tokens with keys that nobody knows.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    /// <summary>A key the issuer took back is refused after this much at the latest, if the issuer can be reached.</summary>
    public static readonly TimeSpan FreshFor = TimeSpan.FromHours(1);

    /// <summary>For both documents together; a token whose key is not known waits this long at most.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private volatile Published? _published;
    private volatile bool _failing;
    private Task _fetch = Task.CompletedTask;
    private long? _askedAt;

    /// <summary>The name the issuer gives itself; null when it was never reached.</summary>
    public string? Issuer => _published?.Issuer;

    /// <summary>
    /// No rules when a token signed with this key can be judged neither good nor bad: the issuer cannot be asked, or was asked before
    /// the token came and may have another key by now.
    /// </summary>
    public async ValueTask<(TokenValidationParameters? Rules, TimeSpan RetryAfter)> RulesAsync(string? keyId, CancellationToken cancellationToken)
    {
        if (_published is { } known && known.Has(keyId))
        {
            if (time.GetElapsedTime(known.At) >= FreshFor) FetchUnlessJustDone();
            return (known.Rules, default);
        }
        var (fetch, isNew) = FetchUnlessJustDone();
        await fetch.WaitAsync(cancellationToken);
        var published = _published;
        return published?.Has(keyId) == true || (isNew && !_failing) ? (published?.Rules, default) : (null, RestOfPause());
    }

    /// <summary>The fetch under way, or a new one; none when the last began less than a <see cref="Pause"/> ago.</summary>
    private (Task Fetch, bool IsNew) FetchUnlessJustDone()
    {
        lock (_gate)
        {
            if (!_fetch.IsCompleted || (_askedAt is { } at && time.GetElapsedTime(at) < Pause)) return (_fetch, false);
            _askedAt = time.GetTimestamp();
            return (_fetch = Task.Run(FetchAsync), true);
        }
    }

    private TimeSpan RestOfPause()
    {
        lock (_gate) return _askedAt is { } at && time.GetElapsedTime(at) is var passed && passed < Pause ? Pause - passed : TimeSpan.Zero;
    }

    /// <summary>For everybody who waits: no caller's hanging up ends it. Never throws.</summary>
    private async Task FetchAsync()
    {
        try
        {
            using var patience = new CancellationTokenSource(Patience, time);
            var configuration = await OpenIdConnectConfigurationRetriever.GetAsync(address, documents, patience.Token).WaitAsync(patience.Token);
            if (string.IsNullOrEmpty(configuration.Issuer) || configuration.SigningKeys.Count == 0)
                throw new InvalidDataException("the documents name no issuer or no keys");
            _published = new Published(configuration, rulesOf(configuration), time.GetTimestamp());
            if (_failing) Log.Recovered(logger, address);
            _failing = false;
        }
        catch (Exception exception)
        {
            // Whatever is wrong with what the issuer publishes, the gateway goes on with what it knows.
            if (!_failing) Log.NotFetched(logger, address, exception is OperationCanceledException ? "no answer in time" : exception.Message);
            _failing = true;
        }
    }

    private sealed class Published(OpenIdConnectConfiguration configuration, TokenValidationParameters rules, long at)
    {
        public string Issuer => configuration.Issuer;
        public TokenValidationParameters Rules => rules;
        public long At => at;

        /// <summary>A token without a key id may come where the issuer has one key only.</summary>
        public bool Has(string? keyId) => string.IsNullOrEmpty(keyId) || configuration.SigningKeys.Any(key => key.KeyId == keyId);
    }

    private static partial class Log
    {
        [LoggerMessage(2111, LogLevel.Error, "The issuer's keys cannot be fetched from {Address}: {Reason}. Those known stay in use")]
        public static partial void NotFetched(ILogger logger, string address, string reason);

        [LoggerMessage(2112, LogLevel.Information, "The issuer's keys were fetched from {Address} again")]
        public static partial void Recovered(ILogger logger, string address);
    }
}
