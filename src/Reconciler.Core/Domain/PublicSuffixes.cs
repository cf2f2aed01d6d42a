namespace Reconciler.Core.Domain;

/// <summary>
/// The ICANN section of the Public Suffix List, shipped as <c>Data/public_suffix_list.icann.dat</c>; the file holds its date. Names are lower case,
/// A-labels, without a trailing dot. A name that no rule matches has its last label as suffix (the list's own default rule).
/// </summary>
public static class PublicSuffixes
{
    // The rules that are written in other scripts become A-labels, which takes longer than reading all the others; they only match names that hold one.
    private static readonly Lazy<Rules> AsciiRules = new(static () => Load(withOtherScripts: false));
    private static readonly Lazy<Rules> AllRules = new(static () => Load(withOtherScripts: true));

    /// <summary>The date of the list as its file states it, <c>yyyy-MM-dd</c>.</summary>
    public static string Version => AsciiRules.Value.Version;

    /// <summary>True for a top-level domain and for what registries register names under, for example <c>co.uk</c>.</summary>
    public static bool IsPublicSuffix(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return SuffixStart(name) == 0;
    }

    /// <summary>The public suffix and one label more, for example <c>example.co.uk</c>; null for a public suffix itself.</summary>
    public static string? RegisteredDomain(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var start = SuffixStart(name);
        return start == 0 ? null : name[(name.LastIndexOf('.', start - 2) + 1)..];
    }

    /// <summary>True when the list knows the last label, that is when it is a top-level domain of the public DNS.</summary>
    public static bool HasListedTopLevel(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var top = name[(name.LastIndexOf('.') + 1)..];
        var rules = RulesFor(top);
        return rules.Exact.Contains(top) || rules.BelowWildcard.Contains(top);
    }

    private static Rules RulesFor(string name) => (name.Contains(InternationalLabel.Prefix, StringComparison.Ordinal) ? AllRules : AsciiRules).Value;

    /// <summary>Index in <paramref name="name"/> at which its public suffix begins: the first, that is longest, match from the left; an exception ends one label later.</summary>
    private static int SuffixStart(string name)
    {
        var rules = RulesFor(name);
        var exact = rules.Exact.GetAlternateLookup<ReadOnlySpan<char>>();
        var wildcard = rules.BelowWildcard.GetAlternateLookup<ReadOnlySpan<char>>();
        var exceptions = rules.Exceptions.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var start = 0; ;)
        {
            var rest = name.AsSpan(start);
            var dot = rest.IndexOf('.');
            if (dot < 0) return start;
            var parent = rest[(dot + 1)..];
            if (exceptions.Contains(rest)) return start + dot + 1;
            if (exact.Contains(rest) || wildcard.Contains(parent)) return start;
            start += dot + 1;
        }
    }

    private static Rules Load(bool withOtherScripts)
    {
        var rules = new Rules();
        foreach (var line in EmbeddedData.Lines("public_suffix_list.icann.dat"))
        {
            const string version = "// VERSION: ";
            if (line.StartsWith(version, StringComparison.Ordinal)) rules.Version = line[version.Length..];
            if (line.Length == 0 || line.StartsWith("//", StringComparison.Ordinal) || (!withOtherScripts && !System.Text.Ascii.IsValid(line))) continue;
            if (line[0] == '!') rules.Exceptions.Add(ToAscii(line[1..]));
            else if (line.StartsWith("*.", StringComparison.Ordinal)) rules.BelowWildcard.Add(ToAscii(line[2..]));
            else rules.Exact.Add(ToAscii(line));
        }

        return rules;
    }

    private static string ToAscii(string rule) =>
        System.Text.Ascii.IsValid(rule) ? rule : string.Join('.', rule.Split('.').Select(label => InternationalLabel.ToAscii(label) ?? label));

    private sealed class Rules
    {
        public string Version { get; set; } = "";

        public HashSet<string> Exact { get; } = new(8192, StringComparer.Ordinal);

        /// <summary>Of a rule <c>*.ck</c>: <c>ck</c>.</summary>
        public HashSet<string> BelowWildcard { get; } = new(StringComparer.Ordinal);

        /// <summary>Of a rule <c>!www.ck</c>: <c>www.ck</c>.</summary>
        public HashSet<string> Exceptions { get; } = new(StringComparer.Ordinal);
    }
}
