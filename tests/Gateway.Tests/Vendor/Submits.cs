using System.Text.Json.Nodes;

namespace Gateway.Tests.Vendor;

/// <summary>How the vendor treats one submit.</summary>
internal delegate Task SubmitStep(VendorCall call);

/// <summary>The ways a submit was seen to go, good and bad. The name says whether the job was taken.</summary>
internal static class Submits
{
    public static Task Accept(VendorCall call) => call.JsonAsync(200, Envelope.Of(Data(call)));

    public static Task AcceptGzipped(VendorCall call) => call.JsonAsync(200, Envelope.Of(Data(call)), gzip: true);

    public static Task AcceptBare(VendorCall call) => call.JsonAsync(200, Data(call));

    public static Task AcceptWithTopLevelPredictionId(VendorCall call) =>
        call.JsonAsync(200, new JsonObject { ["predictionId"] = call.Accept().Id, ["status"] = "created" });

    public static Task AcceptWithPredictionIdInData(VendorCall call) =>
        call.JsonAsync(200, Envelope.Of(new JsonObject { ["predictionId"] = call.Accept().Id }));

    /// <summary>An id wins over every status code.</summary>
    public static Task AcceptUnderA500(VendorCall call)
    {
        var body = Envelope.Of(Data(call));
        body["code"] = 500;
        return call.JsonAsync(500, body);
    }

    public static Task AcceptThenLoseReply(VendorCall call)
    {
        call.Accept();
        call.Lose();
        return Task.CompletedTask;
    }

    public static Task AcceptThenCutReply(VendorCall call) => call.CutAsync(Envelope.Of(Data(call)));

    public static Task AcceptThenBadGateway(VendorCall call)
    {
        call.Accept();
        return call.HtmlAsync(502);
    }

    /// <summary>Accepted at once, answered when the gate opens; never, when it does not.</summary>
    public static SubmitStep AcceptThenAnswerAfter(Task gate) => async call =>
    {
        var data = Data(call);
        await gate.WaitAsync(call.Aborted);
        await call.JsonAsync(200, Envelope.Of(data));
    };

    /// <summary>For load with real time, in which a fixed thinking time is wanted.</summary>
    public static SubmitStep AcceptThenThink(TimeSpan time) => call => AcceptThenAnswerAfter(Task.Delay(time, TimeProvider.System))(call);

    public static Task LoseWithoutAccepting(VendorCall call)
    {
        call.Lose();
        return Task.CompletedTask;
    }

    public static Task BadGatewayWithoutAccepting(VendorCall call) => call.HtmlAsync(502);

    public static SubmitStep NeverAnswerNorAccept { get; } = call => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, call.Aborted);

    /// <summary>400, 422, 401, 402, 403, 429 … with the vendor's envelope.</summary>
    public static SubmitStep Reject(int status, string message = "the vendor says no") => call => call.ErrorAsync(status, message);

    /// <summary>A refusal dressed as success.</summary>
    public static SubmitStep RejectUnder200(int code, string message = "the vendor says no") => call => call.JsonAsync(200, Envelope.Error(code, message));

    /// <summary>Careless error texts that repeat the credential, in the body and in a header.</summary>
    public static SubmitStep RejectEchoingTheKey(int status) => call =>
    {
        call.Header("X-Debug-Authorization", call.Request.Header("Authorization") ?? "");
        return call.ErrorAsync(status, $"request with key {call.Vendor.Key} was refused; header was {call.Request.Header("Authorization")}");
    };

    public static Task AcceptEchoingTheKey(VendorCall call)
    {
        var body = Envelope.Of(Data(call));
        body["debug"] = call.Request.Header("Authorization");
        call.Header("X-Debug-Authorization", call.Vendor.Key);
        return call.JsonAsync(200, body);
    }

    /// <summary>The vendor waits for the work and answers with how it ended, as the story makes it end.</summary>
    public static SubmitStep AcceptAndEnd(string word, int status = 200, Action<VendorJob>? prepare = null) => call =>
    {
        var job = call.Accept();
        prepare?.Invoke(job);
        job.Status = word;
        return call.JsonAsync(status, Envelope.Of(Envelope.Looked(job, call.Vendor.BaseUrl, call.Vendor.Time.GetUtcNow())));
    };

    /// <summary>The job runs, and the vendor waited for it long enough.</summary>
    public static Task AcceptThenGatewayTimeout(VendorCall call)
    {
        call.Accept();
        return call.ErrorAsync(504, "the work takes longer than the wait");
    }

    /// <summary>A promise; the work itself where an image is asked for in sync mode.</summary>
    private static JsonObject Data(VendorCall call)
    {
        var job = call.Accept();
        if (call.Operation != "generateImage" || job.Request["enable_sync_mode"]?.ToJsonString() != "true") return Envelope.Accepted(job, call.Vendor.BaseUrl);
        job.Status = "completed";
        return Envelope.Looked(job, call.Vendor.BaseUrl, call.Vendor.Time.GetUtcNow());
    }
}
