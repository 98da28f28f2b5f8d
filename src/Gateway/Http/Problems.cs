using Microsoft.AspNetCore.WebUtilities;

namespace Gateway.Http;

/// <summary>Gives every refusal of the framework, and every fault, the form of a <see cref="Problem"/>.</summary>
internal static class Problems
{
    /// <param name="refusalOf">What callers see for a fault that has a meaning to them; null for a plain 500.</param>
    public static IApplicationBuilder UseProblems(this IApplicationBuilder app, Func<Exception, Problem?>? refusalOf = null) =>
        app.UseMiddleware<ProblemMiddleware>(refusalOf ?? (_ => null));

    /// <summary>Whatever no route models is 404, for every method: also another method on a route that exists.</summary>
    public static IEndpointConventionBuilder MapNotFound(this IEndpointRouteBuilder app) =>
        app.MapFallback("{**path}", http => Problem.NotFound.ExecuteAsync(http));

    /// <summary>A status the framework chose, without its words.</summary>
    public static Problem OfStatus(int status) => status switch
    {
        StatusCodes.Status404NotFound or StatusCodes.Status405MethodNotAllowed => Problem.NotFound,
        StatusCodes.Status408RequestTimeout => new(status, "Request timeout", "The request arrived too slowly."),
        StatusCodes.Status413PayloadTooLarge => new(status, "Content too large", "The request body is longer than is accepted here."),
        StatusCodes.Status415UnsupportedMediaType => new(status, "Unsupported media type", "Send the body as application/json."),
        < StatusCodes.Status500InternalServerError => new(status, Words(status), "The request cannot be read."),
        _ => new(status, Words(status), "Something failed here. It is logged under the traceId."),
    };

    private static string Words(int status) => ReasonPhrases.GetReasonPhrase(status) is { Length: > 0 } words ? words : "Error";
}
