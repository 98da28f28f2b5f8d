using System.Security.Cryptography;
using System.Text;

namespace Gateway.Faults;

/// <summary>Dice of their own for each thing that has a name, so that what happens to it does not depend on what else happens meanwhile.</summary>
internal static class Dice
{
    public static Random For(int seed, string name) => new(BitConverter.ToInt32(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}/{name}"))));

    public static TimeSpan Between(this Random random, int leastMs, int mostMs) => TimeSpan.FromMilliseconds(random.Next(leastMs, mostMs));
}
