namespace Gateway;

/// <summary>How long a budget lasts before it starts anew, in UTC; weeks start on Monday; <see cref="Total"/> never resets.</summary>
internal enum BudgetPeriod { Hour, Day, Week, Month, Total }

/// <summary>Whose spending a budget limits: the company's, a team's, or one key's.</summary>
internal readonly record struct BudgetScope(string Value)
{
    public static readonly BudgetScope Company = new("company");
    public static BudgetScope Team(TeamId team) => new($"team:{team}");
    public static BudgetScope Caller(CallerId caller) => new($"caller:{caller}");
    public override string ToString() => Value;
}

/// <summary>A limit on what a scope may have settled and held together in one period.</summary>
internal sealed record Budget(BudgetScope Scope, string Name, BudgetPeriod Period, Usd Limit);

/// <summary>One period of a budget: start inclusive, end exclusive, null where it never ends.</summary>
internal readonly record struct PeriodWindow(DateTimeOffset Start, DateTimeOffset? End)
{
    /// <summary>The period that contains <paramref name="at"/>.</summary>
    public static PeriodWindow Containing(BudgetPeriod period, DateTimeOffset at)
    {
        var utc = at.UtcDateTime;
        var day = new DateTimeOffset(utc.Date, TimeSpan.Zero);
        return period switch
        {
            BudgetPeriod.Hour => Lasting(day.AddHours(utc.Hour), start => start.AddHours(1)),
            BudgetPeriod.Day => Lasting(day, start => start.AddDays(1)),
            BudgetPeriod.Week => Lasting(day.AddDays(-(((int)utc.DayOfWeek + 6) % 7)), start => start.AddDays(7)),
            BudgetPeriod.Month => Lasting(day.AddDays(1 - utc.Day), start => start.AddMonths(1)),
            BudgetPeriod.Total => new PeriodWindow(DateTimeOffset.UnixEpoch, null),
            _ => throw new ArgumentOutOfRangeException(nameof(period), period, "Unknown period."),
        };
    }

    private static PeriodWindow Lasting(DateTimeOffset start, Func<DateTimeOffset, DateTimeOffset> end) => new(start, end(start));
}
