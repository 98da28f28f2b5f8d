using System.Security.Cryptography;
using System.Text;
using StackExchange.Redis;

namespace Gateway.Storage;

/// <summary>A Lua file that runs inside Redis, sent by its hash and, where Redis does not have it (any more), by its text.</summary>
internal sealed class RedisScript
{
    private readonly string _text;
    private readonly byte[] _hash;

    private RedisScript(string text)
    {
        _text = text;
        _hash = SHA1.HashData(Encoding.UTF8.GetBytes(text));
    }

    /// <param name="name">Path in the project: <c>Folder/file.lua</c>.</param>
    public static RedisScript Load(string name) => new(SqlFiles.Read(name));

    public async Task<RedisResult> RunAsync(IDatabase database, RedisKey key, params RedisValue[] arguments)
    {
        try
        {
            return await database.ScriptEvaluateAsync(_hash, [key], arguments);
        }
        catch (RedisServerException fault) when (fault.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
        {
            // Said outright: the client's own way to send a text may take it for known and send the hash again.
            return await database.ExecuteAsync("EVAL", [_text, 1, key, .. arguments]);
        }
    }
}
