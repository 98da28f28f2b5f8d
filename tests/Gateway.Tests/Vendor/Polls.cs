namespace Gateway.Tests.Vendor;

/// <summary>How the vendor treats one look at a job.</summary>
internal delegate Task PollStep(VendorCall call, VendorJob? job);

/// <summary>The ways a look was seen to go.</summary>
internal static class Polls
{
    public static async Task Look(VendorCall call, VendorJob? job)
    {
        if (job is null || job.CountPoll() <= job.EarlyMissingPolls)
        {
            await call.ErrorAsync(404, "prediction not found");
            return;
        }
        if (job.CompletesAtPoll is { } at && job.Polls >= at && !job.IsFinal) job.Status = "completed";
        var data = Envelope.Looked(job, call.Vendor.BaseUrl, call.Vendor.Time.GetUtcNow());
        await call.JsonAsync(job.IsFinal ? job.VerdictHttpStatus : 200, job.Bare ? data : Envelope.Of(data), job.Gzip);
    }

    public static Task BadGateway(VendorCall call, VendorJob? job) => call.HtmlAsync(502);

    public static Task Missing(VendorCall call, VendorJob? job) => call.ErrorAsync(404, "prediction not found");

    public static PollStep Error(int status) => (call, _) => call.ErrorAsync(status, "try again later");

    public static Task Lose(VendorCall call, VendorJob? job)
    {
        call.Lose();
        return Task.CompletedTask;
    }
}
