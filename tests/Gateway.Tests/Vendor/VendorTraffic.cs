using System.Collections.Concurrent;

namespace Gateway.Tests.Vendor;

/// <summary>Everything that was ever said to the vendor, whatever became of it.</summary>
internal sealed class VendorTraffic
{
    private readonly ConcurrentQueue<VendorRequest> requests = new();
    private readonly ConcurrentQueue<VendorRequest> unmodelled = new();
    private readonly ConcurrentQueue<VendorRequest> wrongKey = new();

    public IReadOnlyList<VendorRequest> Requests => [.. requests];

    /// <summary>Calls on paths or methods no client of ours has any business with.</summary>
    public IReadOnlyList<VendorRequest> UnmodelledCalls => [.. unmodelled];

    public IReadOnlyList<VendorRequest> WrongKeyCalls => [.. wrongKey];

    public IReadOnlyList<VendorRequest> Submits => [.. requests.Where(request => request.Method == "POST" && request.Path.Contains("/model/generate", StringComparison.Ordinal))];

    public IReadOnlyList<VendorRequest> Polls => [.. requests.Where(request => request.Path.Contains("/prediction/", StringComparison.Ordinal) || request.Path.Contains("/result/", StringComparison.Ordinal))];

    public int Count(string path) => requests.Count(request => request.Path == path);

    public void Add(VendorRequest request) => requests.Enqueue(request);

    public void AddUnmodelled(VendorRequest request) => unmodelled.Enqueue(request);

    public void AddWrongKey(VendorRequest request) => wrongKey.Enqueue(request);
}
