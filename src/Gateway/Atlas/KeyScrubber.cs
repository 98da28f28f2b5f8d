using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;

namespace Gateway.Atlas;

/// <summary>Replaces secrets in text, as they are and as JSON, a URL or base64 would write them.</summary>
internal sealed class KeyScrubber
{
    private static readonly byte[] Replacement = "[redacted]"u8.ToArray();
    private readonly byte[][] _forms;

    public KeyScrubber(IReadOnlyList<string> secrets) =>
        _forms = [.. secrets.SelectMany(Forms).Distinct().OrderByDescending(form => form.Length).Select(Encoding.UTF8.GetBytes)];

    public ReadOnlyMemory<byte> Scrub(ReadOnlyMemory<byte> text)
    {
        foreach (var form in _forms) text = Without(form, text);
        return text.Span.Contains((byte)'\\') ? EscapedJson.Replaced(text, Cleaned) : text;
    }

    /// <summary>Null when the text holds no secret.</summary>
    private string? Cleaned(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text).AsMemory();
        ReadOnlyMemory<byte> clean = bytes;
        foreach (var form in _forms) clean = Without(form, clean);
        return clean.Span.SequenceEqual(bytes.Span) ? null : Encoding.UTF8.GetString(clean.Span);
    }

    private static ReadOnlyMemory<byte> Without(byte[] form, ReadOnlyMemory<byte> text)
    {
        var at = text.Span.IndexOf(form);
        if (at < 0) return text;
        var clean = new ArrayBufferWriter<byte>(text.Length);
        while (at >= 0)
        {
            clean.Write(text.Span[..at]);
            clean.Write(Replacement);
            text = text[(at + form.Length)..];
            at = text.Span.IndexOf(form);
        }
        clean.Write(text.Span);
        return clean.WrittenMemory;
    }

    private static IEnumerable<string> Forms(string secret)
    {
        yield return secret;
        yield return JavaScriptEncoder.Default.Encode(secret);
        yield return JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(secret);
        yield return secret.Replace("/", "\\/", StringComparison.Ordinal);
        var percent = Uri.EscapeDataString(secret);
        yield return percent;
        yield return LowerCaseEscapes(percent);
        foreach (var before in (string[])["", "Bearer ", "bearer "])
        {
            // Without padding: it differs with what follows.
            var base64 = Convert.ToBase64String(Encoding.UTF8.GetBytes(before + secret)).TrimEnd('=');
            yield return base64;
            yield return base64.Replace('+', '-').Replace('/', '_');
        }
    }

    private static string LowerCaseEscapes(string percent)
    {
        var text = new StringBuilder(percent);
        for (var i = 0; i < text.Length; i++)
            if (percent[i] == '%')
                for (var hex = i + 1; hex <= i + 2; hex++) text[hex] = char.ToLowerInvariant(text[hex]);
        return text.ToString();
    }
}
