namespace Gateway.Atlas;

internal static class ModelList
{
    public static byte[]? Filter(ReadOnlyMemory<byte> body, Func<string, bool> keep) => throw new NotImplementedException();
}
