using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Gateway.Tests.Stories;

/// <summary>Files as Kubernetes mounts them: each is a link through <c>..data</c>, which is swapped in one step for the folder of a newer revision.</summary>
internal sealed class MountedFiles(string folder)
{
    private readonly Dictionary<string, string> _texts = [];
    private int _revision;

    public string PathOf(string name) => Path.Combine(folder, name);

    /// <summary>All files of the next revision, those that stay the same included.</summary>
    public void Write(string name, string text)
    {
        _texts[name] = text;
        var revision = $"..revision_{++_revision}";
        Directory.CreateDirectory(PathOf(revision));
        foreach (var (file, content) in _texts) File.WriteAllText(Path.Combine(folder, revision, file), content);
        Directory.CreateSymbolicLink(PathOf("..data_tmp"), revision);
        if (Rename(PathOf("..data_tmp"), PathOf("..data")) != 0) throw new Win32Exception(Marshal.GetLastPInvokeError());
        if (!File.Exists(PathOf(name))) File.CreateSymbolicLink(PathOf(name), Path.Combine("..data", name));
        if (_revision > 1) Directory.Delete(PathOf($"..revision_{_revision - 1}"), recursive: true);
    }

    /// <summary>The framework moves links to folders only where nothing is; the swap must leave no moment without the files.</summary>
    [DllImport("libc", EntryPoint = "rename", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Rename([MarshalAs(UnmanagedType.LPUTF8Str)] string from, [MarshalAs(UnmanagedType.LPUTF8Str)] string to);
}
