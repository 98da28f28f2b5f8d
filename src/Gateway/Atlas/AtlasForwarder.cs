using System.Net;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Atlas;

/// <summary>Sends a paid request on through YARP: once, to its end even when the caller hangs up, and never retried.</summary>
internal sealed class AtlasForwarder(
    IHttpForwarder forwarder, AtlasChannel channel, VendorCircuits circuits, AtlasOptions options, AtlasKey key, TimeProvider time)
{
    /// <summary>Where the vendor speaks it; plain HTTP falls back to 1.1.</summary>
    public static readonly Version Version = HttpVersion.Version20;
    public const HttpVersionPolicy VersionPolicy = HttpVersionPolicy.RequestVersionOrLower;

    private readonly HttpMessageInvoker _invoker = channel.Invoker;

    /// <param name="operation"><c>generateVideo</c>: the last segment of the vendor's path.</param>
    /// <param name="body">What is sent in place of the request's own body; not empty.</param>
    /// <param name="timeout">Until the last byte of the answer; <see cref="AtlasOptions.SubmitTimeout"/> unless given.</param>
    /// <param name="isSync">Whether the vendor is asked to wait for the work.</param>
    /// <remarks>Nothing is written to the caller, and the context is left as it was.</remarks>
    public Task<VendorReply> SubmitAsync(HttpContext http, string operation, Stream body, long length, TimeSpan? timeout = null, bool isSync = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        if (!operation.All(char.IsAsciiLetter)) throw new ArgumentException("Not an operation of the vendor.", nameof(operation));
        return circuits.SendAsync(operation, () => SendAsync(http, operation, body, length, timeout), isSync);
    }

    private async Task<VendorReply> SendAsync(HttpContext http, string operation, Stream body, long length, TimeSpan? timeout)
    {
        var within = timeout ?? options.SubmitTimeout;
        var sent = new SentBody(body);
        var transformer = new SubmitTransformer(options.Address($"/api/v1/model/{operation}"), length, key, options.MaxAnswerBytes);
        // YARP's own timeout starts anew with every byte; the ledger needs one that does not.
        using var deadline = new CancellationTokenSource(within, time);
        using (new BorrowedContext(http, sent, length))
        {
            var config = new ForwarderRequestConfig { ActivityTimeout = within, Version = Version, VersionPolicy = VersionPolicy };
            var error = await ForwardAsync();
            return transformer.Reply ?? WithoutAnswer(http, sent, error, deadline.IsCancellationRequested);

            async ValueTask<ForwarderError> ForwardAsync()
            {
                try
                {
                    return await forwarder.SendAsync(http, options.BaseUrl.AbsoluteUri, _invoker, config, transformer, deadline.Token);
                }
                catch (Exception) when (sent.IsTaken)
                {
                    // A fault of ours, but the job may exist: the money must not be let go by an exception.
                    return ForwarderError.Request;
                }
            }
        }
    }

    /// <summary>YARP takes the body only once a connection exists: if it was never taken, the vendor cannot have acted.</summary>
    private static VendorReply WithoutAnswer(HttpContext http, SentBody sent, ForwarderError error, bool pastDeadline)
    {
        if (sent.IsTaken) return new VendorReply.Lost($"No whole answer came back ({error}).", pastDeadline || error == ForwarderError.RequestTimedOut);
        var cause = http.Features.Get<IForwarderErrorFeature>()?.Exception is HttpRequestException e ? e.HttpRequestError.ToString() : error.ToString();
        return new VendorReply.NotSent($"No connection to the vendor ({cause}).");
    }

    /// <summary>The context as YARP must see it for a while: another body, a caller that never leaves, no upgrade.</summary>
    private sealed class BorrowedContext : IDisposable
    {
        private readonly HttpContext _http;
        private readonly Stream _body;
        private readonly long? _length;
        private readonly IHttpRequestLifetimeFeature? _lifetime;
        private readonly IHttpUpgradeFeature? _upgrade;
        private readonly KeyValuePair<string, Microsoft.Extensions.Primitives.StringValues>[] _headers;

        public BorrowedContext(HttpContext http, Stream body, long length)
        {
            (_http, _body, _length) = (http, http.Request.Body, http.Request.ContentLength);
            (_lifetime, _upgrade) = (http.Features.Get<IHttpRequestLifetimeFeature>(), http.Features.Get<IHttpUpgradeFeature>());
            _headers = [.. http.Response.Headers];
            http.Features.Set<IHttpRequestLifetimeFeature>(new NeverAborted());
            http.Features.Set<IHttpUpgradeFeature>(null);
            http.Request.Body = body;
            http.Request.ContentLength = length;
        }

        public void Dispose()
        {
            _http.Request.Body = _body;
            _http.Request.ContentLength = _length;
            _http.Features.Set(_upgrade);
            _http.Features.Set(_lifetime);
            if (_http.Response.HasStarted) return;
            // YARP copied the vendor's status, or its own for a failure.
            _http.Response.Clear();
            foreach (var (name, value) in _headers) _http.Response.Headers[name] = value;
        }
    }

    private sealed class NeverAborted : IHttpRequestLifetimeFeature
    {
        public CancellationToken RequestAborted { get; set; } = CancellationToken.None;
        public void Abort() { }
    }
}
