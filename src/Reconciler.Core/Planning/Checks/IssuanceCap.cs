namespace Reconciler.Core.Planning.Checks;

/// <summary>
/// How many certificates one object may get within a day: a loop that burns certificates stops and says so. Ten, and more where short lifetimes ask
/// for it: three times what renewing them in time takes.
/// </summary>
internal static class IssuanceCap
{
    public const string Code = "ISSUANCE_CAP";

    private const int PerDay = 10;

    /// <summary>However short its lifetime is.</summary>
    internal const int Most = 100_000;

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>Clocks of other machines may have been a little ahead when they issued; what lies further in the future was made under a wrong clock.</summary>
    public static readonly TimeSpan Ahead = TimeSpan.FromHours(1);

    /// <summary>When the next certificate may be issued; null: now.</summary>
    /// <param name="begun">First instants of the object's certificates.</param>
    /// <param name="lifetime">Of the next one.</param>
    /// <param name="now">The clock of the plan.</param>
    public static DateTimeOffset? Until(IEnumerable<DateTimeOffset> begun, TimeSpan lifetime, DateTimeOffset now)
    {
        var cap = Math.Max(PerDay, (int)Math.Min(Most, 3 * (Day / lifetime)));
        var recent = begun.Where(at => at > now - Day && at < now + Ahead).Order().ToList();
        return recent.Count < cap ? null : recent[^cap] + Day;
    }

    /// <summary>One sentence without the present instant, so that it stays the same from look to look.</summary>
    public static string Sentence(DateTimeOffset until) =>
        $"it got as many certificates within a day as one object may; something asks for new ones again and again. The next may be issued after {Domain.Instants.Format(until)}";
}
