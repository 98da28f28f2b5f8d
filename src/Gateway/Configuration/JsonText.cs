using System.Text.Json;
using Microsoft.Extensions.Configuration.Json;

namespace Gateway.Configuration;

/// <summary>The keys and values of one JSON settings file, in the order they are written.</summary>
internal static class JsonText
{
    public static readonly IDictionary<string, string?> Nothing = new Dictionary<string, string?>();

    /// <summary>Null, and the fault with file and position, when the text is not one JSON object. Comments and trailing commas are allowed.</summary>
    public static IDictionary<string, string?>? Parse(string path, byte[] text, out string? fault)
    {
        fault = null;
        try
        {
            using var stream = new MemoryStream(text, writable: false);
            return new Parser(stream).Values();
        }
        catch (JsonException exception)
        {
            fault = $"{path}, line {exception.LineNumber + 1}, position {exception.BytePositionInLine + 1}: {WithoutPosition(exception.Message)}";
        }
        catch (FormatException exception)
        {
            fault = $"{path}: {exception.Message}";
        }
        return null;
    }

    private static string WithoutPosition(string message)
    {
        var position = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return position < 0 ? message : message[..position];
    }

    /// <summary>The framework's own reading of JSON, so that values look as they do in any other ASP.NET Core application.</summary>
    private sealed class Parser(Stream stream) : JsonStreamConfigurationProvider(new JsonStreamConfigurationSource { Stream = stream })
    {
        public IDictionary<string, string?> Values()
        {
            Load();
            return Data;
        }
    }
}
