namespace Gateway.Atlas;

/// <summary>Sends a paid request on through YARP: once, to its end even when the caller hangs up, and never retried.</summary>
internal sealed class AtlasForwarder
{
    /// <param name="operation"><c>generateVideo</c>: the last segment of the vendor's path.</param>
    /// <param name="body">What is sent in place of the request's own body.</param>
    public Task<VendorReply> SubmitAsync(HttpContext http, string operation, Stream body, long length) => throw new NotImplementedException();
}
