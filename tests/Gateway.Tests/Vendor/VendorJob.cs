using System.Text.Json.Nodes;

namespace Gateway.Tests.Vendor;

/// <summary>How the vendor shows what a job cost.</summary>
internal enum PriceForm { Text, Number, Missing }

/// <summary>One job in the vendor's own books: what was ordered, with which key, and what was billed for it.</summary>
internal sealed class VendorJob
{
    private int polls;
    private int verdictPolls;

    public required string Id { get; init; }
    public required string Operation { get; init; }

    /// <summary>As received, byte for byte.</summary>
    public required byte[] Body { get; init; }
    public required JsonObject Request { get; init; }
    public required string? KeySeen { get; init; }
    public required DateTimeOffset At { get; init; }

    public string Model => (string?)Request["model"] ?? "";

    /// <summary>The vendor's word.</summary>
    public string Status { get; set; } = "created";

    /// <summary>In US dollars; what this job costs when it succeeds.</summary>
    public decimal Price { get; set; }

    /// <summary>A failed job is free unless a story says otherwise.</summary>
    public bool BilledThoughFailed { get; set; }

    public decimal Billed => Status is "completed" or "succeeded" or "success" || BilledThoughFailed ? Price : 0;

    /// <summary>The first looks at it answer 404, as the vendor does right after a submit.</summary>
    public int EarlyMissingPolls { get; set; }

    /// <summary>Completes by itself at this look; null: only when the story says so.</summary>
    public int? CompletesAtPoll { get; set; }

    /// <summary>The HTTP status under which a final verdict is shown.</summary>
    public int VerdictHttpStatus { get; set; } = 200;

    public PriceForm PriceForm { get; set; } = PriceForm.Text;

    /// <summary>The price is not shown before this look at the finished job.</summary>
    public int PriceFromVerdictPoll { get; set; } = 1;

    /// <summary>The price is not shown before this moment.</summary>
    public DateTimeOffset? PriceFrom { get; set; }

    /// <summary>What stands in its outputs in place of an address: pictures may come inside.</summary>
    public string? Output { get; set; }

    /// <summary>Answers without the envelope.</summary>
    public bool Bare { get; set; }

    /// <summary>Answers compressed, although the identity was asked for.</summary>
    public bool Gzip { get; set; }

    /// <summary>Whether the account's history shows it already.</summary>
    public bool InHistory { get; set; } = true;

    public bool IsFinal => Status is not ("created" or "starting" or "queued" or "pending" or "processing" or "running");

    public int Polls => Volatile.Read(ref polls);

    public int CountPoll() => Interlocked.Increment(ref polls);

    public bool ShowsPrice(DateTimeOffset now) =>
        IsFinal && Price > 0 && (Status is "completed" or "succeeded" or "success" || BilledThoughFailed) && PriceForm != PriceForm.Missing
        && Interlocked.Increment(ref verdictPolls) >= PriceFromVerdictPoll && (PriceFrom is not { } from || now >= from);
}
