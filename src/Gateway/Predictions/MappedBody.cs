using System.Buffers;
using System.IO.MemoryMappedFiles;

namespace Gateway.Predictions;

/// <summary>A file seen as memory, read-only.</summary>
internal sealed unsafe class MappedBody : MemoryManager<byte>, IDisposable
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly int _length;
    private byte* _start;

    public MappedBody(string path)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        _length = checked((int)file.Length);
        _file = MemoryMappedFile.CreateFromFile(file, null, _length, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        _view = _file.CreateViewAccessor(0, _length, MemoryMappedFileAccess.Read);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
    }

    public override Span<byte> GetSpan() => new(_start + _view.PointerOffset, _length);

    // The map does not move, so there is nothing to pin.
    public override MemoryHandle Pin(int elementIndex = 0) => new(_start + _view.PointerOffset + elementIndex);

    public override void Unpin() { }

    public void Dispose() => Dispose(disposing: true);

    protected override void Dispose(bool disposing)
    {
        if (_start is null) return;
        _start = null;
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }
}
