using Gateway.Http;
using Gateway.Teams;
using Gateway.Teams.Tokens;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace Gateway.Tests.Teams.Tokens;

/// <summary>Two issuers on real sockets, an Entra ID and another, and a directory that knows a client of each.</summary>
public abstract class TokenFixture : IAsyncLifetime
{
    private protected static readonly DateTimeOffset Now = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);
    private protected static readonly TestKey First = TestKey.Rsa("first");
    private protected static readonly TestKey Second = TestKey.Rsa("second");
    private protected static readonly TestKey Curve = TestKey.Ec("curve");
    private readonly List<TokenDeskSource> _desks = [];

    private protected ManualTime Time { get; } = new(Now);
    private protected TestIssuer Entra { get; private set; } = null!;
    private protected TestIssuer Oidc { get; private set; } = null!;
    private protected Callers Callers { get; private set; } = null!;
    private protected IConfigurationRoot Configuration { get; private set; } = null!;
    private protected LogLines<TokenDeskSource> Log { get; } = new();

    public async ValueTask InitializeAsync()
    {
        Entra = await TestIssuer.StartAsync(First, Curve);
        Oidc = await TestIssuer.StartAsync(First, Curve);
        Entra.KeyIssuer = Entra.Address + "/{tenantid}/v2.0";
        Start();
    }

    public async ValueTask DisposeAsync()
    {
        _desks.ForEach(desk => desk.Dispose());
        await Entra.DisposeAsync();
        await Oidc.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>With other settings than the good ones; null takes one away.</summary>
    private protected void Start(params (string Key, string? Value)[] changes)
    {
        var values = Values();
        foreach (var (key, value) in changes) values[key] = value;
        Configuration = new ConfigurationBuilder().AddInMemoryCollection(values.Where(value => value.Value is not null)).Build();
        var desk = Desks.Of(Configuration, Time, Log);
        _desks.Add(desk);
        Callers = new Callers(
            new TeamDirectorySource(Configuration, new LogLines<TeamDirectorySource>()), desk, new FailedAuthentications(Configuration, Time), Time);
    }

    private protected Dictionary<string, string?> Values() => new()
    {
        ["AzureAd:Instance"] = Entra.Address + "/", ["AzureAd:TenantId"] = Claims.Tenant, ["AzureAd:ClientId"] = Claims.Gateway,
        ["Oidc:Authority"] = Oidc.Address, ["Oidc:Audience"] = Claims.Audience,
        ["Teams:studio:Unlimited"] = "true", ["Teams:studio:Clients:0"] = $"entra:{Claims.Tenant}/{Claims.App}",
        ["Teams:studio:Clients:1"] = $"entra:{Claims.OtherTenant}/{Claims.App}",
        ["Teams:lab:Unlimited"] = "true", ["Teams:lab:Clients:0"] = "oidc:" + Claims.Subject,
        ["Operators:finance:Role"] = "Finance", ["Operators:finance:Clients:0"] = $"entra:{Claims.Tenant}/{Claims.OperatorApp}",
    };

    private protected ValueTask<Identity> IdentifyAsync(string token, string header = "Authorization")
    {
        var http = new DefaultHttpContext();
        http.Request.Headers[header] = header == "Authorization" ? "Bearer " + token : token;
        return Callers.IdentifyAsync(http);
    }

    private protected async Task<string> TeamAsync(string token) => Assert.IsType<Identity.OfTeam>(await IdentifyAsync(token)).Team.Id.Name;

    private protected async Task<Problem> RefusedAsync(string token, int status)
    {
        var problem = Assert.IsType<Identity.Refused>(await IdentifyAsync(token)).Problem;
        Assert.Equal(status, problem.Status);
        return problem;
    }
}
