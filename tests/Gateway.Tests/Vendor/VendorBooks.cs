using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gateway.Tests.Vendor;

/// <summary>What the vendor accepted and will bill: the independent witness against which the ledger is judged.</summary>
internal sealed class VendorBooks(int seed)
{
    /// <summary>The vendor does not mind how deep a field goes.</summary>
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 100_000 };

    private readonly Lock gate = new();
    private readonly List<VendorJob> jobs = [];
    private readonly string idPrefix = $"pred-{seed.ToString(CultureInfo.InvariantCulture)}-";

    /// <summary>In the order they were accepted.</summary>
    public IReadOnlyList<VendorJob> Jobs
    {
        get { lock (gate) return [.. jobs]; }
    }

    public VendorJob? Find(string id)
    {
        lock (gate) return jobs.Find(job => job.Id == id);
    }

    public VendorJob Add(string operation, VendorRequest request, decimal price)
    {
        lock (gate)
        {
            var job = new VendorJob
            {
                Id = idPrefix + (jobs.Count + 1).ToString("d6", CultureInfo.InvariantCulture),
                Operation = operation, Body = request.Body, Request = Read(request.Body), KeySeen = request.Header("Authorization"), At = request.At,
                Price = price,
            };
            jobs.Add(job);
            return job;
        }
    }

    /// <summary>The vendor reads leniently: what is no object has no fields.</summary>
    private static JsonObject Read(byte[] body)
    {
        try
        {
            return JsonDocument.Parse(body, Deep).RootElement is { ValueKind: JsonValueKind.Object } fields ? LastOfEach(fields) : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static JsonObject LastOfEach(JsonElement fields)
    {
        var read = new JsonObject();
        foreach (var field in fields.EnumerateObject()) read[field.Name] = JsonNode.Parse(field.Value.GetRawText(), documentOptions: Deep);
        return read;
    }
}
