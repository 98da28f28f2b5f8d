using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Gateway.Teams;

/// <summary>A freshly made key: the token for the caller, and the hash for the settings.</summary>
internal sealed record TeamKey(string Token, string Sha256)
{
    private const int RandomBytes = 32;

    public static TeamKey New()
    {
        var token = "gw-" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));
        return new TeamKey(token, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token))));
    }

    /// <summary>The token is shown once, by who asked for it, and never by accident.</summary>
    public override string ToString() => "gw-…";
}
