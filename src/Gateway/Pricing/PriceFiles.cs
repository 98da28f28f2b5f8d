using System.Text;

namespace Gateway.Pricing;

/// <summary>What the price files say at one moment; <see cref="Faults"/> where they could not be read.</summary>
internal sealed record PriceTexts(IReadOnlyList<PriceText> Files, IReadOnlyList<string> Faults)
{
    public bool SaysTheSameAs(PriceTexts? other) => other is not null && Files.SequenceEqual(other.Files) && Faults.SequenceEqual(other.Faults);
}

/// <summary>
/// Where prices are read: the file beside the binary, and over it the file of the same name in the working directory.
/// An absolute path is the only file. Paths are followed at each reading, so that swapped links count.
/// </summary>
internal sealed class PriceFiles(string besideBinary, string workingDirectory)
{
    /// <summary>Longer files are refused, in bytes.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    public PriceTexts Read(string name)
    {
        List<string> faults = [];
        List<PriceText> files = [];
        foreach (var folder in Path.IsPathRooted(name) ? [workingDirectory] : new[] { besideBinary, workingDirectory })
        {
            // The same text a second time says nothing new: a checkout's root and its build output, for example.
            if (Read(Path.Combine(folder, name), faults) is { } file && files.All(earlier => earlier.Json != file.Json)) files.Add(file);
        }
        if (files.Count == 0 && faults.Count == 0) faults.Add($"Pricing:File: there is no '{name}' beside the binary or in the working directory");
        return new PriceTexts(files, faults);
    }

    /// <summary>Null when there is no such file; a fault when it cannot be read.</summary>
    private static PriceText? Read(string path, List<string> faults)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (file.Length > MaxBytes)
            {
                faults.Add($"{path}: longer than {MaxBytes} bytes");
                return null;
            }
            var bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            return new PriceText(path, new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes).TrimStart('\uFEFF'));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            faults.Add($"{path}: {exception.Message}");
            return null;
        }
    }
}
