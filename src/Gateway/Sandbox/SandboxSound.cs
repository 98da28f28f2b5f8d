namespace Gateway.Sandbox;

/// <summary>A small sound made in code: one second of the tuning note in a WAV.</summary>
internal static class SandboxSound
{
    private const int SamplesPerSecond = 8_000;
    private const int Hertz = 440;

    public static byte[] Wav()
    {
        using var wav = new MemoryStream();
        using var writer = new BinaryWriter(wav);
        writer.Write("RIFF"u8);
        writer.Write(36 + SamplesPerSecond);
        writer.Write("WAVEfmt "u8);
        writer.Write(16);
        // Plain samples, one channel, one byte each.
        writer.Write((short)1);
        writer.Write((short)1);
        writer.Write(SamplesPerSecond);
        writer.Write(SamplesPerSecond);
        writer.Write((short)1);
        writer.Write((short)8);
        writer.Write("data"u8);
        writer.Write(SamplesPerSecond);
        for (var sample = 0; sample < SamplesPerSecond; sample++)
            writer.Write((byte)(128 + 90 * Math.Sin(2 * Math.PI * Hertz * sample / SamplesPerSecond)));
        writer.Flush();
        return wav.ToArray();
    }
}
