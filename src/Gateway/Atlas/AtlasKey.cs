using System.Diagnostics.CodeAnalysis;

namespace Gateway.Atlas;

/// <summary>
/// The vendor key in force, looked up again at most once a second, so that a replaced file is used without a restart.
/// It shows itself to <see cref="AtlasKeyHandler"/> only, and takes itself out of what the vendor says.
/// </summary>
internal sealed partial class AtlasKey
{
    public const string EnvironmentName = "ATLASCLOUD_API_KEY";
    public const string ValueKey = "Atlas:ApiKey";
    public const string FileKey = "Atlas:ApiKeyFile";

    /// <summary>Shorter ones could not be told from ordinary text when they are taken out of answers, in characters.</summary>
    private const int ShortestKey = 8;

    /// <summary>In characters, and for a file in bytes.</summary>
    private const int LongestKey = 4_096;
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(1);

    private readonly IConfiguration _configuration;
    private readonly TimeProvider _time;
    private readonly ILogger<AtlasKey> _logger;
    private readonly Lock _lookingUp = new();
    private volatile InForce? _inForce;
    private long _checkedAt;
    private bool _troubleTold;

    public AtlasKey(IConfiguration configuration, TimeProvider time, ILogger<AtlasKey> logger)
    {
        (_configuration, _time, _logger) = (configuration, time, logger);
        LookUp();
    }

    /// <summary>Whether any of the three places names a key, good or bad.</summary>
    public static bool IsConfigured(IConfiguration configuration) =>
        configuration[EnvironmentName] is { Length: > 0 } || configuration[ValueKey] is { Length: > 0 } || configuration[FileKey] is { Length: > 0 };

    /// <summary>Reads the key from the first of its three places that has one. The fault never quotes the value.</summary>
    public static (string? Key, string? Fault) Read(IConfiguration configuration)
    {
        if (configuration[EnvironmentName] is { Length: > 0 } fromEnvironment) return Check(EnvironmentName, fromEnvironment);
        if (configuration[ValueKey] is { Length: > 0 } fromValue) return Check(ValueKey, fromValue);
        if (configuration[FileKey] is not { Length: > 0 } path)
            return (null, $"{ValueKey}: there is no vendor key. Set the environment variable {EnvironmentName}, {ValueKey} or {FileKey}.");
        return TryReadFile(path, out var text) ? Check(FileKey, text) : (null, $"{FileKey}: '{path}' cannot be read or is over {LongestKey} bytes.");
    }

    public override string ToString() => "[vendor key]";

    /// <summary>For the one place that attaches it.</summary>
    internal string? Reveal()
    {
        LookUpWhenStale();
        return _inForce?.Key;
    }

    /// <summary>The text without the key, in any form it could be echoed in. The key before this one is taken out too: answers overlap a change.</summary>
    public ReadOnlyMemory<byte> Scrub(ReadOnlyMemory<byte> text) => _inForce?.Scrub(text) ?? text;

    private static (string? Key, string? Fault) Check(string from, string text)
    {
        var key = text.Trim();
        if (key.Length is < ShortestKey or > LongestKey) return (null, $"{from}: a vendor key has {ShortestKey} to {LongestKey} characters.");
        foreach (var c in key)
            if (c is <= ' ' or > '~') return (null, $"{from}: the vendor key has a character that cannot be sent in a header.");
        return (key, null);
    }

    private static bool TryReadFile(string path, [NotNullWhen(true)] out string? text)
    {
        text = null;
        try
        {
            if (new FileInfo(path).Length > LongestKey) return false;
            text = File.ReadAllText(path);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return false;
        }
    }

    private void LookUpWhenStale()
    {
        if (_time.GetElapsedTime(Volatile.Read(ref _checkedAt)) < FreshFor || !_lookingUp.TryEnter()) return;
        try { LookUp(); }
        finally { _lookingUp.Exit(); }
    }

    private void LookUp()
    {
        Volatile.Write(ref _checkedAt, _time.GetTimestamp());
        var (key, fault) = Read(_configuration);
        if (key is null)
        {
            if (!_troubleTold && _inForce is not null) Log.KeptLastGood(_logger, fault!);
            _troubleTold = true;
            return;
        }
        _troubleTold = false;
        var before = _inForce;
        if (before?.Key == key) return;
        _inForce = new InForce(key, before?.Key);
        if (before is not null) Log.Replaced(_logger);
    }

    private sealed class InForce(string key, string? before)
    {
        private readonly KeyScrubber _scrubber = new(before is null ? [key] : [key, before]);
        public string Key => key;
        public ReadOnlyMemory<byte> Scrub(ReadOnlyMemory<byte> text) => _scrubber.Scrub(text);
        public override string ToString() => "[vendor key]";
    }

    private static partial class Log
    {
        [LoggerMessage(5001, LogLevel.Information, "The vendor key was replaced; the new one is in force.")]
        public static partial void Replaced(ILogger logger);

        [LoggerMessage(5002, LogLevel.Error, "The vendor key cannot be read again; the last good one stays in force. {Fault}")]
        public static partial void KeptLastGood(ILogger logger, string fault);
    }
}
