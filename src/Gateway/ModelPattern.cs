using System.IO.Enumeration;

namespace Gateway;

/// <summary>A model's name, or a family of them: <c>*</c> stands for any text, slashes included. Case counts.</summary>
internal static class ModelPattern
{
    public static bool Matches(string pattern, string model) => FileSystemName.MatchesSimpleExpression(pattern, model, ignoreCase: false);
}
