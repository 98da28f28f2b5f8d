using System.Text.Json;
using Xunit;

namespace Gateway.Tests.Fuzz;

/// <summary>A fuzz that only makes rubbish, or only makes good orders, finds nothing.</summary>
public sealed class MutationsTests
{
    [Fact]
    public void One_seed_makes_the_same_bodies_and_they_are_of_both_kinds()
    {
        var bodies = Bodies(7);
        Assert.Equal(bodies.Select(Convert.ToBase64String), Bodies(7).Select(Convert.ToBase64String));
        Assert.InRange(bodies.Count(IsJson), 300, 800);
        Assert.True(bodies.Select(Convert.ToBase64String).Distinct().Count() > 800);
    }

    private static List<byte[]> Bodies(int seed)
    {
        var mutations = new Mutations(new Random(seed));
        return [.. Enumerable.Range(0, 1_000).Select(_ => mutations.Body())];
    }

    private static bool IsJson(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
