using Microsoft.Extensions.Primitives;

namespace Gateway.Configuration;

/// <summary>
/// A settings file that is read again when its content changes, however it changed: the path is followed each time, so that
/// links which are swapped count too. What cannot be read leaves the last good content in force.
/// </summary>
internal sealed class WatchedJsonFile(string path) : ConfigurationProvider
{
    /// <summary>Longer files are refused, in bytes.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    /// <summary>Null: the file is missing.</summary>
    private byte[]? _seen;
    private string? _reported;
    private bool _missedOnce;
    private ChildKeys _children = ChildKeys.Of(JsonText.Nothing.Keys);

    public string Path => path;

    /// <summary>At start a file that cannot be read is a fault; a missing one is empty.</summary>
    public override void Load()
    {
        var text = Read(out var fault);
        var values = fault is null ? Values(text, out fault) : null;
        if (values is null) throw new ConfigurationFaultException([fault!]);
        Take(text, values);
    }

    /// <summary>Looks at the file again. True when new content came into force; a fault is told once for each content.</summary>
    public bool Refresh(out string? fault)
    {
        var text = Read(out fault);
        if (fault is not null) return Refused(_seen, ref fault);
        if (IsVanishing(text) || Same(_seen, text)) return false;
        if (Values(text, out fault) is not { } values) return Refused(text, ref fault);
        Take(text, values);
        OnReload();
        return true;
    }

    /// <summary>Keeps the order of the file where the base class would sort: «in configured order» is a promise to readers.</summary>
    public override IEnumerable<string> GetChildKeys(IEnumerable<string> earlierKeys, string? parentPath) =>
        earlierKeys.Concat(_children.Under(parentPath));

    public override string ToString() => path;

    private byte[]? Read(out string? fault)
    {
        fault = null;
        try
        {
            if (!File.Exists(path)) return null;
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (file.Length <= MaxBytes)
            {
                var text = new byte[file.Length];
                file.ReadExactly(text);
                return text;
            }
            fault = $"{path}: longer than {MaxBytes} bytes";
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            fault = $"{path}: {exception.Message}";
        }
        return null;
    }

    private IDictionary<string, string?>? Values(byte[]? text, out string? fault)
    {
        fault = null;
        return text is null ? JsonText.Nothing : JsonText.Parse(path, text, out fault);
    }

    private void Take(byte[]? text, IDictionary<string, string?> values)
    {
        _seen = text;
        _reported = null;
        _children = ChildKeys.Of(values.Keys);
        Data = new Dictionary<string, string?>(values, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Editors that replace a file take it away for a moment: only a file missed twice in a row is gone.</summary>
    private bool IsVanishing(byte[]? text)
    {
        var first = text is null && _seen is not null && !_missedOnce;
        _missedOnce = first;
        return first;
    }

    private bool Refused(byte[]? text, ref string? fault)
    {
        _seen = text;
        if (_reported == fault) fault = null;
        else _reported = fault;
        return false;
    }

    private static bool Same(byte[]? a, byte[]? b) => a is null ? b is null : b is not null && a.AsSpan().SequenceEqual(b);
}

/// <summary>Puts one watched file among the sources of configuration, and knows the provider now in use.</summary>
internal sealed class WatchedJsonFileSource(string path) : IConfigurationSource
{
    private WatchedJsonFile _file = new(path);

    public WatchedJsonFile File => _file;

    public IConfigurationProvider Build(IConfigurationBuilder builder) => _file = new WatchedJsonFile(path);
}
