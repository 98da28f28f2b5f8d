using Gateway.Configuration;

namespace Gateway.Teams;

/// <summary>
/// Reads Teams, Company and Operators strictly: an unknown key is a fault, because a misspelt <c>Budgets</c> must not mean unlimited.
/// </summary>
internal sealed class TeamDirectoryReader
{
    private readonly List<string> _faults = [];
    private readonly List<BudgetAlert> _alerts = [];
    private readonly CredentialSections _credentials = new();
    private readonly BudgetSection _budgets;

    private TeamDirectoryReader() => _budgets = new BudgetSection(_alerts);

    /// <summary>Throws <see cref="ConfigurationFaultException"/> with every fault.</summary>
    public static TeamDirectory Read(IConfiguration configuration)
    {
        var reader = new TeamDirectoryReader();
        var directory = reader.ReadAll(configuration);
        return reader._faults.Count == 0 ? directory : throw new ConfigurationFaultException(reader._faults);
    }

    public static IReadOnlyList<string> FaultsOf(IConfiguration configuration)
    {
        var reader = new TeamDirectoryReader();
        reader.ReadAll(configuration);
        return reader._faults;
    }

    private TeamDirectory ReadAll(IConfiguration configuration)
    {
        var company = ReadCompany(StrictSection.Of(configuration, "Company", _faults));
        Team[] teams = [.. StrictSection.Of(configuration, "Teams", _faults).Sections().Select(section => ReadTeam(section, company))];
        foreach (var section in StrictSection.Of(configuration, "Operators", _faults).Sections()) ReadOperator(section);
        return new TeamDirectory(company, teams, _credentials.Keys, _credentials.Clients, _alerts);
    }

    private Company ReadCompany(StrictSection section)
    {
        var company = new Company(section.Flag("Suspended"), _budgets.Read(section, BudgetScope.Company));
        section.RefuseUnknownKeys();
        return company;
    }

    private Team ReadTeam(StrictSection section, Company company)
    {
        if (!Names.IsGood(section.Name)) section.Fault($"the team needs {Names.Expected}");
        var id = new TeamId(section.Name);
        var team = new Team(
            id, section.Text("CostCenter"), section.Flag("Suspended"), section.PositiveInt("MaxInFlight"),
            section.PositiveInt("RequestsPerMinute"), section.PositiveInt("PollsPerMinute"), ReadModels(section), ReadTeamBudgets(section, id));
        _credentials.ReadKeys(section, key =>
        {
            var caller = new CallerId($"{id}/{key.Name.ToLowerInvariant()}");
            return new Identity.OfTeam(team, caller, [.. team.Budgets, .. _budgets.Read(key, BudgetScope.Caller(caller)), .. company.Budgets]);
        });
        _credentials.ReadClients(section, caller => new Identity.OfTeam(team, caller, [.. team.Budgets, .. company.Budgets]));
        section.RefuseUnknownKeys();
        return team;
    }

    private IReadOnlyList<Budget> ReadTeamBudgets(StrictSection section, TeamId team)
    {
        var before = _faults.Count;
        var budgets = _budgets.Read(section, BudgetScope.Team(team));
        var unlimited = section.Flag("Unlimited");
        if (_faults.Count > before) return budgets;
        if (budgets.Count == 0 && !unlimited) section.Fault("Budgets", "the team has no budget; give it one, or say Unlimited: true");
        if (budgets.Count > 0 && unlimited) section.Fault("Unlimited", "contradicts the team's Budgets");
        return budgets;
    }

    private static IReadOnlyList<string>? ReadModels(StrictSection section)
    {
        var before = section.FaultCount;
        var models = section.List("Models");
        if (models is { Count: 0 } && section.FaultCount == before) section.Fault("Models", "is empty; leave it out to allow every priced model");
        return models?.Select(model => model.Text).ToArray();
    }

    private void ReadOperator(StrictSection section)
    {
        if (!Names.IsGood(section.Name)) section.Fault($"the operator needs {Names.Expected}");
        var role = section.Required<OperatorRole>("Role", TryParseRole, $"one of {string.Join(", ", Enum.GetNames<OperatorRole>())}");
        var identity = new Identity.OfOperator(section.Name, role ?? OperatorRole.Finance);
        _credentials.ReadKeys(section, _ => identity);
        _credentials.ReadClients(section, _ => identity);
        section.RefuseUnknownKeys();
    }

    /// <summary>By name only: Enum.TryParse would take numbers too.</summary>
    private static bool TryParseRole(string text, out OperatorRole role)
    {
        role = default;
        return text.All(char.IsAsciiLetter) && Enum.TryParse(text, ignoreCase: true, out role);
    }
}
