using System.Security.Cryptography;
using System.Text;
using Gateway.Teams;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Json;

namespace Gateway.Tests.Teams;

/// <summary>Settings written as JSON, and what the readers make of them.</summary>
internal static class Settings
{
    public static string Sha256(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    public static IConfigurationRoot Of(string json) =>
        new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json))).Build();

    public static TeamDirectory Directory(string json) => TeamDirectoryReader.Read(Of(json));

    public static IReadOnlyList<string> Faults(string json) => TeamDirectoryReader.FaultsOf(Of(json));
}
