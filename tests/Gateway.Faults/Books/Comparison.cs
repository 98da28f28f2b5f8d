using Gateway.Tests.Vendor;

namespace Gateway.Faults;

/// <summary>The gateway's charges beside the vendor's jobs: every difference in a sentence, none where the books agree.</summary>
internal static class Comparison
{
    /// <summary>Charge by charge and to the nano-dollar; whose it is counts as much as how much.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<LedgerCharge> charges, IReadOnlyList<VendorJob> jobs)
    {
        var owners = charges.Where(charge => charge.Prediction is not null).ToDictionary(charge => charge.Prediction!);
        var billed = jobs.Select(job => job.Id).ToHashSet();
        return
        [
            .. charges.Where(charge => !charge.HasEnded).Select(charge => $"Not ended: {charge}"),
            .. jobs.Select(job => Of(job, owners.GetValueOrDefault(job.Id))).OfType<string>(),
            .. charges.Where(charge => charge.Settled != 0 && (charge.Prediction is null || !billed.Contains(charge.Prediction))).Select(charge => $"The vendor bills nothing for {charge}"),
        ];
    }

    /// <summary>A charge is sent at most once, and an order is bought at most once, however often its key came.</summary>
    public static IEnumerable<string> Twice(IReadOnlyList<LedgerCharge> charges, IReadOnlyList<VendorJob> jobs, IReadOnlyList<VendorRequest> submits)
    {
        var ours = charges.ToLookup(charge => charge.Order);
        var sent = from submit in submits
                   group submit by Order.NameIn(submit.Text) into order
                   where order.Count() > ours[order.Key].Count()
                   select $"{order.Key} reached the vendor {order.Count()} times for {string.Join(" and ", ours[order.Key])}";
        var bought = from job in jobs
                     group job by Order.NameIn(job) into order
                     where order.Count() > 1
                     select $"{order.Key} was bought {order.Count()} times: {string.Join(" and ", ours[order.Key])}";
        return sent.Concat(bought);
    }

    private static string? Of(VendorJob job, LedgerCharge? owner)
    {
        var (name, billed) = (Order.NameIn(job), Usd.FromDollars(job.Billed).Nanos);
        return owner is null ? $"Nobody owns {job.Id} for {name}, billed {billed}"
            : owner.Order != name || owner.Team != Order.TeamIn(name) ? $"{job.Id} for {name} is owned by {owner}"
            : owner.Settled != billed ? $"{job.Id} is {job.Status} and billed {billed}: {owner}"
            : null;
    }
}
