using System.ComponentModel;
using System.Diagnostics;
using Gateway.Ledger;
using Xunit;

namespace Gateway.Tests.Stories;

/// <summary>The client code the vendor's page shows, with the base URL and the key changed and nothing else.</summary>
public sealed class PythonSampleStory : Story
{
    private const string Sample = """
        import os, time
        import requests

        BASE = os.environ["BASE"]
        KEY = os.environ["KEY"]

        response = requests.post(
            BASE + "/api/v1/model/generateVideo",
            headers={"Content-Type": "application/json", "Authorization": f"Bearer {KEY}"},
            json={
                "model": "bytedance/seedance-2.0/image-to-video",
                "prompt": "A beautiful sunset over the ocean with gentle waves",
                "width": 512,
                "height": 512,
                "duration": 3,
                "fps": 24,
            },
        )
        prediction_id = response.json()["data"]["id"]

        while True:
            result = requests.get(
                BASE + f"/api/v1/model/prediction/{prediction_id}",
                headers={"Authorization": f"Bearer {KEY}"},
            ).json()
            status = result["data"]["status"]
            if status in ("completed", "succeeded"):
                print("Generated video:", result["data"]["outputs"][0])
                break
            if status == "failed":
                raise Exception(result["data"].get("error") or "Generation failed")
            time.sleep(0.2)
        """;

    [Fact]
    public async Task The_pages_python_sample_works_with_only_the_base_url_and_the_key_changed()
    {
        if (await RunAsync("import requests") is not { ExitCode: 0 }) Assert.Skip("python3 with requests is not on this machine.");
        var gateway = await StartAsync(settings => settings.RealTime());
        gateway.Vendor.OnAccept = job => (job.CompletesAtPoll, job.Price) = (3, 0.2064384m);
        var run = await RunAsync(Sample, ("BASE", gateway.Address.GetLeftPart(UriPartial.Authority)), ("KEY", GatewaySettings.TokenOf("studio")), ("NO_PROXY", "127.0.0.1"));
        Assert.True(run is { ExitCode: 0 }, run?.Output);
        Assert.Contains($"Generated video: https://cdn.vendor.invalid/{gateway.Vendor.Jobs[0].Id}.mp4", run!.Value.Output, StringComparison.Ordinal);
        await gateway.UntilAsync(async () => (await gateway.LedgerAsync()).Single().State == ChargeState.Settled, "it is charged");
        Assert.Equal(0.2064384m, (await gateway.BudgetAsync()).Spent);
    }

    private static async Task<(int ExitCode, string Output)?> RunAsync(string program, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("python3") { ArgumentList = { "-c", program }, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        try
        {
            using var python = Process.Start(start)!;
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            await using var kill = patience.Token.Register(() => python.Kill(entireProcessTree: true));
            var errors = python.StandardError.ReadToEndAsync(CancellationToken.None);
            var output = await python.StandardOutput.ReadToEndAsync(CancellationToken.None);
            await python.WaitForExitAsync(CancellationToken.None);
            return (python.ExitCode, output + await errors);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
