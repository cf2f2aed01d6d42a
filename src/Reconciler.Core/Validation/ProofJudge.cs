namespace Reconciler.Core.Validation;

/// <summary>
/// Decides whether what was seen of a validation record proves control (rows DNS-06, DNS-10). "Present" means exactly one CNAME at the very owner that
/// equals the target: what a wildcard of the zone synthesises leads elsewhere and proves nothing.
/// </summary>
public static class ProofJudge
{
    public const string TextKind = "dns-txt";
    public const string DelegationKind = "delegation-observed";

    /// <param name="observation">What each resolver said.</param>
    /// <param name="expectedTarget">Compared without regard to case and a trailing dot.</param>
    /// <param name="expectedText">The TXT value behind the alias, compared octet by octet; null: the target alone is compared.</param>
    /// <param name="agree">How many resolvers must see the proof; null: all.</param>
    public static ProofVerdict Judge(RecordObservation observation, string expectedTarget, string? expectedText, int? agree)
    {
        ArgumentNullException.ThrowIfNull(observation);
        ArgumentNullException.ThrowIfNull(expectedTarget);
        if (observation.Answers.IsEmpty) return new ProofVerdict.Failed("no server was found to ask");

        var needed = Math.Max(1, agree ?? observation.Answers.Length);
        var (seen, unknown) = (0, 0);
        string? missing = null, failed = null;
        foreach (var answer in observation.Answers)
        {
            var (holding, sentence) = Judge(answer, expectedTarget, expectedText);
            switch (holding)
            {
                case Holding.Seen:
                    seen++;
                    break;
                case Holding.Missing:
                    missing ??= $"{sentence} (asked {answer.Resolver})";
                    break;
                case Holding.Unknown:
                    unknown++;
                    failed ??= $"{sentence} (asked {answer.Resolver})";
                    break;
            }
        }

        if (seen >= needed) return new ProofVerdict.Proven(expectedText is null ? DelegationKind : TextKind, expectedText ?? expectedTarget);
        var count = seen == 0 ? "" : $"; {seen} of {observation.Answers.Length} resolvers see the proof, {needed} must";
        // While those that failed could still make up the number, nothing is known; else the proof is missing whatever they would say.
        return failed is not null && (missing is null || seen + unknown >= needed)
            ? new ProofVerdict.Failed(failed + count)
            : new ProofVerdict.Missing((missing ?? "fewer resolvers were asked than must agree") + count);
    }

    private enum Holding
    {
        Seen,
        Missing,
        Unknown,
    }

    private static (Holding Holding, string Sentence) Judge(RecordAnswer answer, string expectedTarget, string? expectedText)
    {
        switch (answer.Outcome)
        {
            case LookupOutcome.Failed:
                return (Holding.Unknown, $"the look-up of the CNAME record failed: {answer.Detail ?? "no reason given"}");
            case LookupOutcome.Absent:
                return (Holding.Missing, With("there is no CNAME record", answer.Detail));
            case LookupOutcome.Found:
                break;
        }

        if (answer.Targets.Length != 1) return (Holding.Missing, $"there are {answer.Targets.Length} CNAME records where one must be");
        if (!IsSameName(answer.Targets[0], expectedTarget)) return (Holding.Missing, With(OtherTarget(answer.Targets[0], expectedTarget), answer.Detail));
        return expectedText is null ? (Holding.Seen, "") : JudgeText(answer, expectedText);
    }

    private static (Holding Holding, string Sentence) JudgeText(RecordAnswer answer, string expectedText) => answer.TextOutcome switch
    {
        LookupOutcome.Found => answer.Texts.Contains(expectedText, StringComparer.Ordinal)
            ? (Holding.Seen, "")
            : (Holding.Missing, "the CNAME is right, but another TXT value is behind it"),
        LookupOutcome.Absent => (Holding.Missing, With("the CNAME is right, but no TXT value is behind it", answer.Detail)),
        LookupOutcome.Failed => (Holding.Unknown, $"the look-up of the TXT value failed: {answer.Detail ?? "no reason given"}"),
        null => (Holding.Unknown, With("the TXT value was not looked up", answer.Detail)),
    };

    /// <summary>Names the usual mistakes that the target alone shows.</summary>
    private static string OtherTarget(string seen, string expected)
    {
        var sentence = $"the CNAME leads to {Trim(seen)} instead of {Trim(expected)}";
        if (Trim(seen).StartsWith(Trim(expected) + ".", StringComparison.OrdinalIgnoreCase))
            return sentence + ": the target was written without its trailing dot, so the zone was appended to it";
        if (expected.StartsWith('_') && IsSameName(seen, expected[1..]))
            return sentence + ": the leading underscore was taken away";
        return sentence;
    }

    private static string With(string sentence, string? detail) => detail is null ? sentence : $"{sentence}: {detail}";

    private static bool IsSameName(string left, string right) => string.Equals(Trim(left), Trim(right), StringComparison.OrdinalIgnoreCase);

    private static string Trim(string name) => name.EndsWith('.') ? name[..^1] : name;
}
