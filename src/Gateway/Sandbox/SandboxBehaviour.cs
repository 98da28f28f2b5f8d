namespace Gateway.Sandbox;

/// <summary>What a prompt can ask of the sandbox with the word <c>sandbox:…</c>; the README beside this file has the table.</summary>
internal enum SandboxBehaviour : byte { Ordinary, Fail, Timeout, Slow, LatePrice, NoPrice, LoseReply, Reject, Busy, BadGateway, Broke }

/// <summary>Finds the word in a prompt.</summary>
internal static class SandboxWords
{
    private static readonly (string Word, SandboxBehaviour Behaviour)[] Words =
    [
        ("sandbox:fail", SandboxBehaviour.Fail),
        ("sandbox:timeout", SandboxBehaviour.Timeout),
        ("sandbox:slow", SandboxBehaviour.Slow),
        ("sandbox:late-price", SandboxBehaviour.LatePrice),
        ("sandbox:no-price", SandboxBehaviour.NoPrice),
        ("sandbox:lose-reply", SandboxBehaviour.LoseReply),
        ("sandbox:reject", SandboxBehaviour.Reject),
        ("sandbox:busy", SandboxBehaviour.Busy),
        ("sandbox:bad-gateway", SandboxBehaviour.BadGateway),
        ("sandbox:broke", SandboxBehaviour.Broke),
    ];

    public static SandboxBehaviour In(string prompt)
    {
        foreach (var (word, behaviour) in Words)
            if (prompt.Contains(word, StringComparison.OrdinalIgnoreCase)) return behaviour;
        return SandboxBehaviour.Ordinary;
    }
}
