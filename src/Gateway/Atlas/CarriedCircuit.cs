using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace Gateway.Atlas;

/// <summary>Puts a circuit round a request that is only carried: while it is open, not even the body is read.</summary>
internal static class CarriedCircuit
{
    public static async Task CarryAsync(HttpContext http, RequestDelegate next, VendorCircuits circuits)
    {
        var reply = await circuits.SendAsync(OperationOf(http), async () =>
        {
            await next(http);
            return http.Features.Get<VendorReply>() ?? WithoutAnswer(http);
        });
        if (reply is VendorReply.NotSent { RetryAfter: { } rest }) await VendorProblems.Resting(rest).ExecuteAsync(http);
    }

    private static string OperationOf(HttpContext http) => CarriedRoutes.OperationOf(http.GetReverseProxyFeature().Route.Config.Match.Path!);

    /// <summary>What the circuit learns where no answer was read: a caller's body that broke off says as little of the vendor as a 4xx.</summary>
    private static VendorReply WithoutAnswer(HttpContext http)
    {
        var error = http.GetForwarderErrorFeature()?.Error ?? ForwarderError.None;
        var isCallers = http.RequestAborted.IsCancellationRequested
            || error is ForwarderError.RequestCanceled or ForwarderError.RequestBodyCanceled or ForwarderError.RequestBodyClient;
        return isCallers
            ? new VendorReply.Answered(StatusCodes.Status499ClientClosedRequest, null, default)
            : new VendorReply.Lost($"No whole answer came back ({error}).", error == ForwarderError.RequestTimedOut);
    }
}
