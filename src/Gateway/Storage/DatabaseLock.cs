using System.Globalization;
using System.Text;

namespace Gateway.Storage;

/// <summary>
/// Held by the one process that serves a database file, so that a second one is noticed. The operating system lets go of it when the process
/// dies, however it dies; the file may stay.
/// </summary>
internal sealed class DatabaseLock : IDisposable
{
    /// <summary>EWOULDBLOCK of Linux, and of BSD and macOS: what the system says of a file that somebody else has locked.</summary>
    private const int WouldBlock = 11, WouldBlockOnBsd = 35;

    /// <summary>The same of Windows.</summary>
    private const int SharingViolation = unchecked((int)0x80070020);

    private readonly FileStream _file;

    private DatabaseLock(FileStream file) => _file = file;

    /// <summary>Null when another process serves this database.</summary>
    public static DatabaseLock? TryTake(string databaseFile)
    {
        FileStream file;
        try
        {
            file = new FileStream(FileOf(databaseFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException taken) when (taken.HResult is WouldBlock or WouldBlockOnBsd or SharingViolation)
        {
            return null;
        }

        Sign(file);
        return new DatabaseLock(file);
    }

    /// <summary>Whether a process serves this database now. Takes nothing.</summary>
    public static bool IsTaken(string databaseFile)
    {
        try
        {
            using var look = new FileStream(FileOf(databaseFile), FileMode.Open, FileAccess.Read, FileShare.Read);
            return false;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    public static string FileOf(string databaseFile) => databaseFile + ".lock";

    public void Dispose() => _file.Dispose();

    /// <summary>Who holds it, for a person who looks; a full disk does not make the lock less of a lock.</summary>
    private static void Sign(FileStream file)
    {
        try
        {
            file.SetLength(0);
            file.Write(Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n"));
            file.Flush();
        }
        catch (IOException)
        {
            // The lock is held all the same.
        }
    }
}
