namespace Gateway;

internal static class Program
{
    private static void Main() { }

    internal static WebApplication Build(string[] args, Action<WebApplicationBuilder>? customise = null) => throw new NotImplementedException();
}
