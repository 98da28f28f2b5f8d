using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;

namespace Gateway.Tests.Vendor;

/// <summary>The account's history: newest first, in pages, with the oddities that were seen.</summary>
internal sealed class History(VendorBooks books)
{
    private int failures;

    /// <summary>The request's body comes as JSON in a string instead of an object.</summary>
    public bool BodyAsText { get; set; }

    /// <summary>The rows show no request body.</summary>
    public bool WithoutBody { get; set; }

    /// <summary>Fields the vendor adds where the caller was silent.</summary>
    public JsonObject AddedDefaults { get; } = [];

    /// <summary>Rows of one page at most, whatever was asked for.</summary>
    public int MaxSize { get; set; } = 100;

    /// <summary>Later pages come empty, although the total says that there is more.</summary>
    public int LastPage { get; set; } = int.MaxValue;

    /// <summary>The total says how many rows the page has.</summary>
    public bool TotalsOnePage { get; set; }

    /// <summary>The vendor dates its rows so much later than the gateway's clock stood at the time.</summary>
    public TimeSpan RowsAhead { get; set; }

    /// <summary>Happens once, after the page was asked for and before it is put together.</summary>
    public Func<Task>? BeforeNextPage { get; set; }

    /// <summary>This many pages fail before one is answered.</summary>
    public void FailNextPages(int count) => Interlocked.Exchange(ref failures, count);

    public async Task AnswerAsync(VendorCall call)
    {
        if (Interlocked.Decrement(ref failures) >= 0)
        {
            await call.HtmlAsync(502);
            return;
        }
        if (BeforeNextPage is { } before)
        {
            BeforeNextPage = null;
            await before();
        }
        var query = QueryHelpers.ParseQuery(call.Request.Query);
        string? Asked(string name) => query.TryGetValue(name, out var value) && !string.IsNullOrEmpty(value) ? (string?)value : null;
        var page = Math.Max(1, Number(Asked("no"), 1));
        var size = Math.Clamp(Number(Asked("size"), 10), 1, MaxSize);
        var rows = books.Jobs.Reverse().Where(job => job.InHistory)
            .Where(job => Asked("model") is not { } model || job.Model == model)
            .Where(job => Asked("status") is not { } status || job.Status == status)
            .ToList();
        var items = new JsonArray([.. (page > LastPage ? [] : rows).Skip((page - 1) * size).Take(size).Select(Row)]);
        await call.JsonAsync(200, Envelope.Of(new JsonObject { ["items"] = items, ["pageNo"] = page, ["pageSize"] = size, ["total"] = TotalsOnePage ? items.Count : rows.Count }));
    }

    private JsonNode Row(VendorJob job) => new JsonObject
    {
        ["ID"] = job.Id,
        ["createdAt"] = (job.At + RowsAhead).ToUnixTimeSeconds(),
        ["model"] = job.Model,
        ["requestBody"] = WithoutBody ? null : BodyAsText ? Body(job).ToJsonString() : Body(job),
        ["result"] = null,
        ["status"] = job.Status,
    };

    private JsonObject Body(VendorJob job)
    {
        var body = (JsonObject)job.Request.DeepClone();
        foreach (var (name, value) in AddedDefaults)
            if (!body.ContainsKey(name)) body[name] = value?.DeepClone();
        return body;
    }

    private static int Number(string? text, int otherwise) => int.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
