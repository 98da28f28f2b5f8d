namespace Gateway.Predictions;

/// <summary>So many things may be under way at once; whoever has a place keeps it only as long as its own work takes.</summary>
internal sealed class Places(int count)
{
    private readonly SemaphoreSlim _free = new(count);

    /// <summary>Waits until at least one is free, and says how many are. They are taken by <see cref="Begin"/>, by one caller.</summary>
    public async Task<int> FreeAsync(CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        return _free.Release() + 1;
    }

    /// <summary>Begins at once, in a place that <see cref="FreeAsync"/> has said is free. Work that fails has failed alone.</summary>
    public void Begin(Func<Task> work)
    {
        if (!_free.Wait(0)) throw new InvalidOperationException("There is no free place.");
        _ = RunAsync(work);
    }

    /// <summary>Waits until nothing is under way any more.</summary>
    public async Task EmptyAsync()
    {
        for (var place = 0; place < count; place++) await _free.WaitAsync();
        _free.Release(count);
    }

    private async Task RunAsync(Func<Task> work)
    {
        await Task.Yield();
        try
        {
            await work();
        }
        finally
        {
            _free.Release();
        }
    }
}
