using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.AspNetCore.WebUtilities;

namespace Gateway.Sandbox;

/// <summary>A stand-in for the vendor on a loopback port of its own: takes the same requests, asks for its key, bills nobody.</summary>
internal sealed class SandboxVendor : IAsyncDisposable
{
    /// <summary>In bytes, as the vendor's own.</summary>
    private const long MaxBody = 50 * 1024 * 1024;

    /// <summary>The vendor takes larger ones by address only, in bytes.</summary>
    private const long MaxUpload = 1024 * 1024 * 1024;
    private const int MaxPageSize = 200;
    private static readonly Usd StartingBalance = Usd.FromDollars(1_000);

    private readonly WebApplication _app;
    private readonly SandboxOptions _options;
    private readonly TimeProvider _time;
    private readonly SandboxHistory _history = new();

    private SandboxVendor(WebApplication app, SandboxOptions options, TimeProvider time) => (_app, _options, _time) = (app, options, time);

    /// <summary>Where it listens, without a trailing slash.</summary>
    public Uri Url => new(_app.Urls.First());

    /// <summary>The only key it accepts.</summary>
    public string Key { get; } = $"apikey-sandbox-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}";

    public static async Task<SandboxVendor> StartAsync(SandboxOptions options, TimeProvider time)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxUpload;
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddResponseCompression(compression => compression.Providers.Add<GzipCompressionProvider>());
        var sandbox = new SandboxVendor(builder.Build(), options, time);
        sandbox.Map();
        await sandbox._app.StartAsync();
        return sandbox;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private void Map()
    {
        _app.Use(async (http, next) =>
        {
            http.Response.Headers["X-Request-ID"] = Guid.NewGuid().ToString("N");
            http.Response.Headers.Date = _time.GetUtcNow().ToString("R");
            await next(http);
        });
        _app.UseResponseCompression();
        _app.UseRouting();
        _app.MapGet("/api/v1/models", http => Write(http, SandboxAnswers.Ok(SandboxCatalogue.Models.Select(model => SandboxAnswers.ModelRow(model, Origin(http))))));
        _app.MapGet("/outputs/{file}", http => Write(http, Output((string)http.Request.RouteValues["file"]!)));
        foreach (var operation in (string[])["generateVideo", "generateImage", "generateAudio"])
            MapKeyed("POST", $"/api/v1/model/{operation}", http => SubmitAsync(http, operation));
        MapKeyed("POST", "/api/v1/model/calculate", CalculateAsync);
        MapKeyed("POST", "/api/v1/model/uploadMedia", UploadAsync);
        MapKeyed("GET", "/api/v1/model/history", http => Task.FromResult(History(http)));
        MapKeyed("GET", "/public/v1/balance", _ => Task.FromResult(Balance()));
        foreach (var spelling in (string[])["prediction", "result"])
            MapKeyed("GET", $"/api/v1/model/{spelling}/{{id}}", http => Task.FromResult(Look(http)));
        _app.MapFallback(http => Write(http, SandboxAnswers.Error(404, "not found")));
    }

    private void MapKeyed(string method, string pattern, Func<HttpContext, Task<IResult>> answer) => _app.MapMethods(pattern, [method], async http =>
        await Write(http, HasKey(http.Request) ? await answer(http) : SandboxAnswers.Error(401, "invalid api key")));

    private static Task Write(HttpContext http, IResult result) => result.ExecuteAsync(http);

    private bool HasKey(HttpRequest request) => CryptographicOperations.FixedTimeEquals(
        Encoding.UTF8.GetBytes(request.Headers.Authorization.ToString()), Encoding.UTF8.GetBytes($"Bearer {Key}"));

    private static string Origin(HttpContext http) => $"{http.Request.Scheme}://{http.Request.Host}";

    private async Task<IResult> SubmitAsync(HttpContext http, string operation)
    {
        var (text, request, refusal) = await ReadJsonAsync(http);
        if (refusal is not null) return refusal;
        var (model, price, prompt, invalid) = Validate(request, operation);
        if (invalid is not null) return invalid;
        var behaviour = SandboxWords.In(prompt);
        switch (behaviour)
        {
            case SandboxBehaviour.Reject: return SandboxAnswers.Error(400, "sandbox:reject was asked for");
            case SandboxBehaviour.Busy: return SandboxAnswers.Error(429, "too many requests");
            case SandboxBehaviour.Broke: return SandboxAnswers.Error(402, "insufficient balance");
            case SandboxBehaviour.BadGateway: return Results.Text("<html><title>502 Bad Gateway</title></html>", "text/html", Encoding.UTF8, 502);
        }
        var job = new SandboxJob(_time.GetUtcNow(), behaviour, price, model!, BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(4)));
        _history.Add(job, text);
        if (behaviour == SandboxBehaviour.LoseReply) http.Abort();
        return IsSync(model!, request) ? await AnswerWhenDoneAsync(http, job) : SandboxAnswers.Created(job, Origin(http));
    }

    /// <summary>Images only, and with a limit, as the vendor's; a job that takes longer goes on without anybody.</summary>
    private async Task<IResult> AnswerWhenDoneAsync(HttpContext http, SandboxJob job)
    {
        var takes = job.DoneAt(_options) - job.CreatedAt;
        await Task.Delay(takes < _options.SyncLimit ? takes : _options.SyncLimit, _time, http.RequestAborted);
        return takes <= _options.SyncLimit
            ? SandboxAnswers.Prediction(job, job.DoneAt(_options), _options, Origin(http))
            : SandboxAnswers.Error(504, "the work takes longer than the wait");
    }

    private static bool IsSync(SandboxModel model, JsonElement request) =>
        model.Type == "Image" && request.TryGetProperty("enable_sync_mode", out var mode) && mode.ValueKind == JsonValueKind.True;

    private static async Task<IResult> CalculateAsync(HttpContext http)
    {
        var (_, request, refusal) = await ReadJsonAsync(http);
        if (refusal is not null) return refusal;
        var (model, price, _, invalid) = Validate(request, operation: null);
        return invalid ?? SandboxAnswers.Ok(new { model = model!.Name, price = price.ToString() });
    }

    private static (SandboxModel? Model, Usd Price, string Prompt, IResult? Refusal) Validate(JsonElement request, string? operation)
    {
        var name = request.TryGetProperty("model", out var named) && named.ValueKind == JsonValueKind.String ? named.GetString() : null;
        var prompt = request.TryGetProperty("prompt", out var said) && said.ValueKind == JsonValueKind.String ? said.GetString()! : "";
        if (SandboxCatalogue.Find(name) is not { Operation: not null } model || (operation is not null && model.Operation != operation))
            return (null, default, "", SandboxAnswers.Error(400, $"model '{name}' does not exist"));
        if (string.IsNullOrWhiteSpace(prompt) && name!.Contains("text-to-", StringComparison.Ordinal))
            return (null, default, "", SandboxAnswers.Error(400, "prompt is required"));
        if (SandboxPrices.Of(model, request) is not { } price) return (null, default, "", SandboxAnswers.Error(400, "duration, resolution, ratio, size or number is invalid"));
        return (model, price, prompt, null);
    }

    private static async Task<(string Text, JsonElement Request, IResult? Refusal)> ReadJsonAsync(HttpContext http)
    {
        try
        {
            // Longer chunked ones end at the server's own limit: this vendor is for one newcomer.
            if (http.Request.ContentLength > MaxBody) return ("", default, SandboxAnswers.Error(413, "request entity too large"));
            using var reader = new StreamReader(http.Request.Body);
            var text = await reader.ReadToEndAsync(http.RequestAborted);
            var request = JsonElement.Parse(text);
            return request.ValueKind == JsonValueKind.Object ? (text, request, null) : ("", default, SandboxAnswers.Error(400, "invalid request body"));
        }
        catch (JsonException)
        {
            return ("", default, SandboxAnswers.Error(400, "invalid request body"));
        }
    }

    /// <summary>Reads the file and keeps nothing of it.</summary>
    private static async Task<IResult> UploadAsync(HttpContext http)
    {
        var boundary = Microsoft.Net.Http.Headers.MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type) ? type.Boundary.Value?.Trim('"') : null;
        if (string.IsNullOrEmpty(boundary)) return SandboxAnswers.Error(400, "multipart/form-data is required");
        try
        {
            var parts = new MultipartReader(boundary, http.Request.Body);
            while (await parts.ReadNextSectionAsync(http.RequestAborted) is { } part)
                if (part.AsFileSection() is { Name: "file" } file) return await TakeAsync(file, part, http);
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            return SandboxAnswers.Error(400, "the form cannot be read");
        }
        return SandboxAnswers.Error(400, "file is required");
    }

    private static async Task<IResult> TakeAsync(FileMultipartSection file, MultipartSection part, HttpContext http)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        long size = 0;
        int read;
        while ((read = await part.Body.ReadAsync(buffer, http.RequestAborted)) > 0) size += read;
        ArrayPool<byte>.Shared.Return(buffer);
        return SandboxAnswers.Ok(new
        {
            download_url = $"{Origin(http)}/uploads/{Guid.NewGuid():N}",
            file_name = file.FileName,
            content_type = part.ContentType ?? "application/octet-stream",
            size,
        });
    }

    private IResult Look(HttpContext http) => SandboxJob.Find((string)http.Request.RouteValues["id"]!) is { } job
        ? SandboxAnswers.Prediction(job, _time.GetUtcNow(), _options, Origin(http))
        : SandboxAnswers.Error(404, "prediction not found");

    private IResult History(HttpContext http)
    {
        var query = http.Request.Query;
        var now = _time.GetUtcNow();
        var page = int.TryParse(query["no"], out var no) && no > 0 ? no : 1;
        var size = int.TryParse(query["size"], out var asked) && asked > 0 ? Math.Min(asked, MaxPageSize) : 20;
        var found = _history.Newest.Where(entry =>
            (query["model"].ToString() is "" || query["model"] == entry.Job.Model.Name)
            && (query["status"].ToString() is "" || query["status"] == entry.Job.StatusAt(now, _options))).ToList();
        var items = found.Skip((int)Math.Min((page - 1L) * size, int.MaxValue)).Take(size)
            .Select(entry => SandboxAnswers.HistoryRow(entry.Job, entry.RequestBody, now, _options, Origin(http)));
        return SandboxAnswers.Ok(new { items, pageNo = page, pageSize = size, total = found.Count });
    }

    /// <summary>What it was given at the start, less what it would have billed since.</summary>
    private IResult Balance()
    {
        var now = _time.GetUtcNow();
        var billed = _history.Newest.Where(entry => entry.Job.StatusAt(now, _options) == "completed").Aggregate(Usd.Zero, (sum, entry) => sum + entry.Job.Price);
        return SandboxAnswers.Balance(StartingBalance - billed);
    }

    private IResult Output(string file)
    {
        if (SandboxJob.Find(file.Split('.')[0]) is not { } job || !job.Outputs.Contains(file) || job.StatusAt(_time.GetUtcNow(), _options) != "completed")
            return SandboxAnswers.Error(404, "not found");
        return job.Model.Extension switch
        {
            ".png" => Results.Bytes(SandboxPicture.Png(), "image/png"),
            ".wav" => Results.Bytes(SandboxSound.Wav(), "audio/wav"),
            _ => Results.Bytes(SandboxFilm.Mp4(), "video/mp4"),
        };
    }
}
