using System.Globalization;
using System.Text.Json;

namespace Gateway.Sandbox;

/// <summary>Answers in the vendor's shapes (its envelopes A and B, its errors, its rows).</summary>
internal static class SandboxAnswers
{
    public static IResult Error(int status, string message) =>
        Results.Json(new { code = status, msg = message, message, request_id = Guid.NewGuid().ToString("N"), data = (object?)null }, statusCode: status);

    public static IResult Ok(object data) => Results.Json(new { code = 200, message = "success", data });

    public static IResult Balance(Usd usd) => Results.Json(
        new { @object = "balance", scope = "account", available = new { value = ((decimal)usd.Nanos / Usd.NanosPerDollar).ToString("0.000000", CultureInfo.InvariantCulture), currency = "usd" } });

    public static IResult Created(SandboxJob job, string origin) => Ok(new
    {
        id = job.Id,
        model = job.Model.Name,
        status = "created",
        outputs = (object?)null,
        urls = new { get = PredictionUrl(job, origin) },
        created_at = job.CreatedAt,
    });

    public static IResult Prediction(SandboxJob job, DateTimeOffset now, SandboxOptions options, string origin)
    {
        var data = Data(job, now, options, origin);
        var failed = (string)data["status"]! == "failed";
        // As the real one does: the verdict is in the body, whatever the status line says.
        return Results.Json(new { code = failed ? 500 : 200, message = failed ? "generation failed" : "success", data }, statusCode: failed ? 500 : 200);
    }

    /// <summary>A dictionary, because the vendor writes «ID» and every other name in camel case.</summary>
    public static object HistoryRow(SandboxJob job, string requestBody, DateTimeOffset now, SandboxOptions options, string origin) => new Dictionary<string, object?>
    {
        ["ID"] = job.Id,
        ["createdAt"] = job.CreatedAt.ToUnixTimeSeconds(),
        ["model"] = job.Model.Name,
        ["requestBody"] = JsonElement.Parse(requestBody),
        ["result"] = Data(job, now, options, origin),
        ["status"] = job.StatusAt(now, options),
    };

    public static object ModelRow(SandboxModel model, string origin) => new
    {
        uuid = $"sandbox-{model.Name.Replace('/', '-')}",
        model = model.Name,
        type = model.Type,
        displayName = model.Name.Split('/')[^2] + " " + model.Name.Split('/')[^1],
        schema = $"{origin}/schema/{model.Name}",
        readme = $"{origin}/readme/{model.Name}",
        price = new { discount = "100", actual = new { base_price = (model.UsdPer1000Tokens ?? model.UsdPerUnit).ToString("0.#####"), unit = "USD" } },
    };

    private static Dictionary<string, object?> Data(SandboxJob job, DateTimeOffset now, SandboxOptions options, string origin)
    {
        var status = job.StatusAt(now, options);
        var data = new Dictionary<string, object?>
        {
            ["id"] = job.Id,
            ["model"] = job.Model.Name,
            ["status"] = status,
            ["outputs"] = status == "completed" ? job.Outputs.Select(name => $"{origin}/outputs/{name}") : null,
            ["urls"] = new { get = PredictionUrl(job, origin) },
            ["created_at"] = job.CreatedAt,
            ["error"] = status switch { "failed" => "sandbox:fail was asked for", "timeout" => "sandbox:timeout was asked for", _ => "" },
        };
        if (status is "created" or "processing") return data;
        data["completed_at"] = job.DoneAt(options);
        data["metrics"] = new { predict_time = (job.DoneAt(options) - job.CreatedAt).TotalSeconds };
        if (job.PriceAt(now, options) is { } price) data["price"] = price.ToString();
        return data;
    }

    private static string PredictionUrl(SandboxJob job, string origin) => $"{origin}/api/v1/model/prediction/{job.Id}";
}
