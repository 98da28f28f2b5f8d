namespace Gateway.Configuration;

/// <summary>What works and will surprise: a line for each, none when there is nothing to say. Unlike a fault it does not keep anything from starting.</summary>
internal sealed record ConfigurationWarning(Func<IConfiguration, IEnumerable<string>> LinesOf);
