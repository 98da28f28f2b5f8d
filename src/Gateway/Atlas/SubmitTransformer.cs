using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Atlas;

/// <summary>Makes YARP send exactly one submit, and keeps the answer for the gateway instead of copying it to the caller.</summary>
internal sealed class SubmitTransformer(Uri address, long length, AtlasKey key, int maxAnswerBytes) : HttpTransformer
{
    /// <summary>Null while the vendor has not begun to answer.</summary>
    public VendorReply? Reply { get; private set; }

    public override ValueTask TransformRequestAsync(
        HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        // Whether anything left is told by the body, so there must be one.
        if (proxyRequest.Content is null) throw new InvalidOperationException("A submit has a body.");
        VendorRequest.FromCaller(httpContext.Request, proxyRequest, address, length);
        return default;
    }

    public override async ValueTask<bool> TransformResponseAsync(HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        if (proxyResponse is null) return false;
        try
        {
            Reply = await VendorAnswer.ReadAsync(proxyResponse, key, maxAnswerBytes, cancellationToken, ofAJob: true);
        }
        catch (OperationCanceledException)
        {
            Reply = new VendorReply.Lost("The vendor's answer did not end in time.", TimedOut: true);
        }
        return false;
    }
}
