using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Gateway.Tests.Teams.Tokens;

/// <summary>A signing key of a test issuer. Tokens are put together by hand, so that the library that checks them is not the one that made them.</summary>
internal sealed class TestKey
{
    private readonly AsymmetricAlgorithm _key;

    private TestKey(string id, AsymmetricAlgorithm key) => (Id, _key) = (id, key);

    public string Id { get; }

    public string Algorithm => _key is RSA ? "RS256" : "ES256";

    public static TestKey Rsa(string id) => new(id, RSA.Create(2048));

    public static TestKey Ec(string id) => new(id, ECDsa.Create(ECCurve.NamedCurves.nistP256));

    public string Sign(JsonObject claims) => Sign(new JsonObject { ["typ"] = "JWT", ["alg"] = Algorithm, ["kid"] = Id }, claims);

    public string Sign(JsonObject header, JsonObject claims) => Token(header, claims, Signature);

    public static string Token(JsonObject header, JsonObject claims, Func<byte[], byte[]> sign)
    {
        var content = $"{Part(header.ToJsonString())}.{Part(claims.ToJsonString())}";
        return $"{content}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(content)))}";
    }

    /// <summary>The public half, as an attacker has it.</summary>
    public byte[] PublicPem() => Encoding.ASCII.GetBytes(_key.ExportSubjectPublicKeyInfoPem());

    /// <param name="issuer">Whose key it is, as Entra ID says with each of its keys.</param>
    public JsonObject Published(string? issuer)
    {
        var jwk = new JsonObject { ["kid"] = Id, ["use"] = "sig", ["alg"] = Algorithm };
        if (_key is RSA rsa)
        {
            var half = rsa.ExportParameters(false);
            (jwk["kty"], jwk["n"], jwk["e"]) = ("RSA", Base64Url.EncodeToString(half.Modulus), Base64Url.EncodeToString(half.Exponent));
        }
        else
        {
            var half = ((ECDsa)_key).ExportParameters(false);
            (jwk["kty"], jwk["crv"], jwk["x"], jwk["y"]) = ("EC", "P-256", Base64Url.EncodeToString(half.Q.X), Base64Url.EncodeToString(half.Q.Y));
        }
        if (issuer is not null) jwk["issuer"] = issuer;
        return jwk;
    }

    private byte[] Signature(byte[] content) => _key is RSA rsa
        ? rsa.SignData(content, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
        : ((ECDsa)_key).SignData(content, HashAlgorithmName.SHA256);

    private static string Part(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
