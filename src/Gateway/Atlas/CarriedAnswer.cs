using Gateway.Http;
using Yarp.ReverseProxy.Transforms;

namespace Gateway.Atlas;

/// <summary>The answer to a request that was only carried: small, read whole, scrubbed, and with none of the vendor's headers but two.</summary>
internal sealed partial class CarriedAnswer(AtlasKey key, ILogger<CarriedAnswer> logger) : ResponseTransform
{
    /// <summary>An estimate or the address of an upload, in bytes.</summary>
    private const int MaxBytes = 1024 * 1024;

    /// <summary>In bytes.</summary>
    private const int MaxRefusalBytes = 64 * 1024;

    public override async ValueTask ApplyAsync(ResponseTransformContext context)
    {
        context.SuppressResponseBody = true;
        var http = context.HttpContext;
        var result = context.ProxyResponse is { } response ? await ReadAsync(http, response, context.CancellationToken) : ForFailure(http.Response.StatusCode);
        http.Response.Clear();
        await result.ExecuteAsync(http);
    }

    private async ValueTask<IResult> ReadAsync(HttpContext http, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            var limit = (int)response.StatusCode >= 400 ? MaxRefusalBytes : MaxBytes;
            var reply = await VendorAnswer.ReadAsync(response, key, limit, cancellationToken);
            http.Features.Set(reply);
            return reply is VendorReply.Answered answer ? Judge(answer) : VendorProblems.Unreachable;
        }
        catch (OperationCanceledException)
        {
            return VendorProblems.TooSlow;
        }
    }

    private IResult Judge(VendorReply.Answered answer)
    {
        switch (VendorRefusal.Read(answer))
        {
            case SubmitReply.Rejected rejected:
                return VendorProblems.OfRejection(rejected);
            case SubmitReply.AccountTrouble trouble:
                Log.AccountTrouble(logger, trouble.VendorStatus, answer.RequestId);
                return VendorProblems.OfAccount(trouble.VendorStatus);
            default:
                var isGood = answer.Status is >= 200 and < 300 && WireJson.Read(answer.Body, _ => answer) is not null;
                if (!isGood) Log.Unusable(logger, answer.Status, answer.RequestId);
                return isGood ? new Good(answer) : VendorProblems.Unreachable;
        }
    }

    /// <param name="status">What YARP would have answered.</param>
    private static Problem ForFailure(int status) => status switch
    {
        StatusCodes.Status413PayloadTooLarge => TooLarge,
        StatusCodes.Status400BadRequest => new Problem(400, "The request broke off", "The request's body could not be read to its end."),
        StatusCodes.Status408RequestTimeout => new Problem(408, "The request is too slow", "The request's body did not arrive in time."),
        StatusCodes.Status504GatewayTimeout => VendorProblems.TooSlow,
        _ => VendorProblems.Unreachable,
    };

    public static Problem TooLarge { get; } = new(413, "The request is too large", "The request's body is over the limit of this route.");

    private sealed class Good(VendorReply.Answered answer) : IResult
    {
        public async Task ExecuteAsync(HttpContext http)
        {
            http.Response.StatusCode = answer.Status;
            http.Response.ContentType = "application/json";
            http.Response.ContentLength = answer.Body.Length;
            http.Response.Headers.CacheControl = "no-store";
            http.Response.Headers.XContentTypeOptions = "nosniff";
            if (answer.RequestId is { } id) http.Response.Headers["X-Request-ID"] = id;
            await http.Response.Body.WriteAsync(answer.Body, http.RequestAborted);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5010, LogLevel.Error, "The vendor refuses the company's key or account (HTTP {Status}, its request {RequestId}).")]
        public static partial void AccountTrouble(ILogger logger, int status, string? requestId);

        [LoggerMessage(5011, LogLevel.Warning, "The vendor's answer to a carried request cannot be used (HTTP {Status}, its request {RequestId}).")]
        public static partial void Unusable(ILogger logger, int status, string? requestId);
    }
}
