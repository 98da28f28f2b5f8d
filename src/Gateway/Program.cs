namespace Gateway;

internal static class Program
{
    private static void Main() { }
}
