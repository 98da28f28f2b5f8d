using System.Diagnostics.CodeAnalysis;
using Gateway.Http;

namespace Gateway.Account;

/// <summary>Query parameters as text, and the refusal that names the bad one.</summary>
internal static class QueryText
{
    public static Problem Bad(string parameter, string why) =>
        new Problem(StatusCodes.Status400BadRequest, "Bad request", $"{parameter}: {why}.").With("parameter", parameter);

    /// <summary>Null when absent or empty; false when given twice.</summary>
    public static bool TrySingle(IQueryCollection query, string name, out string? text)
    {
        var values = query[name];
        text = values.Count == 1 && values[0] is { Length: > 0 } value ? value : null;
        return values.Count <= 1;
    }
}
