using Gateway.Configuration;

namespace Gateway.Teams;

/// <summary>Reads <c>Keys</c> and <c>Clients</c> of teams and operators, and sees that none stands for two.</summary>
internal sealed class CredentialSections
{
    private readonly Dictionary<KeyHash, (Credential Credential, string Path)> _keys = [];
    private readonly Dictionary<CallerId, (Identity Identity, string Path)> _clients = [];

    public IReadOnlyDictionary<KeyHash, Credential> Keys => _keys.ToDictionary(key => key.Key, key => key.Value.Credential);
    public IReadOnlyDictionary<CallerId, Identity> Clients => _clients.ToDictionary(client => client.Key, client => client.Value.Identity);

    /// <param name="identityOf">Who uses a key; may read what else stands in the key's section.</param>
    public void ReadKeys(StrictSection owner, Func<StrictSection, Identity> identityOf)
    {
        foreach (var section in owner.Sections("Keys"))
        {
            if (!Names.IsGood(section.Name)) section.Fault($"the key needs {Names.Expected}");
            var hash = ReadHash(section);
            var expiresAt = section.Value<DateTimeOffset>("ExpiresAt", PointInTime.TryParse, "an RFC 3339 time like 2026-12-31T23:59:59Z");
            var identity = identityOf(section);
            section.RefuseUnknownKeys();
            if (hash is not { } known) continue;
            var path = $"{section.Path}:Sha256";
            if (!_keys.TryAdd(known, (new Credential(known, expiresAt, identity), path)))
                section.Fault("Sha256", $"the same key stands at {_keys[known].Path}");
        }
    }

    public void ReadClients(StrictSection owner, Func<CallerId, Identity> identityOf)
    {
        foreach (var (key, text) in owner.List("Clients") ?? [])
        {
            if (!Names.TryParseClient(text, out var client))
                owner.Fault(key, $"'{text}' is not a client like entra:<tenant id>/<client id> or oidc:<sub>");
            else if (!_clients.TryAdd(client, (identityOf(client), $"{owner.Path}:{key}")))
                owner.Fault(key, $"the same client stands at {_clients[client].Path}");
        }
    }

    /// <summary>The value is never quoted: it may be a token, pasted where its hash belongs.</summary>
    private static KeyHash? ReadHash(StrictSection section)
    {
        if (section.Text("Sha256") is not { } text) section.Fault("Sha256", "is missing");
        else if (KeyHash.TryParse(text, out var hash)) return hash;
        else section.Fault("Sha256", "is not 64 hexadecimal digits; it must be the SHA-256 of the token, not the token");
        return null;
    }
}
