namespace Reconciler.Cli.Tests.Architecture;

/// <summary>One type mentioning another, by full names.</summary>
public sealed record Mention(string From, string To);

/// <summary>The walls of the house as functions over mentions, so that each can be shown to fail.</summary>
public static class Walls
{
    /// <summary>Where a library may be named: its namespace and the one folder.</summary>
    private static readonly (string Library, string[] Rooms)[] Libraries =
    [
        ("YamlDotNet.", ["Reconciler.Adapters.Yaml"]),
        ("LibGit2Sharp.", ["Reconciler.Adapters.Git"]),
        ("MAB.DotIgnore.", ["Reconciler.Adapters.Git"]),
        ("Scriban.", ["Reconciler.Adapters.Records"]),
        ("DnsClient.", ["Reconciler.Adapters.Dns"]),
        ("MailKit.", ["Reconciler.Adapters.Notify"]),
        ("MimeKit.", ["Reconciler.Adapters.Notify"]),
        ("Microsoft.Data.Sqlite.", ["Reconciler.Adapters.Store"]),
        ("OpenTelemetry.", ["Reconciler.Adapters.Telemetry"]),
        ("Org.BouncyCastle.", ["Reconciler.Pki"]),
        ("System.CommandLine.", ["Reconciler.Cli"]),
        ("Microsoft.AspNetCore.", ["Reconciler.Web"]),
        ("System.Console", ["Reconciler.Cli.Output"]),
        ("System.IO.File", ["Reconciler.Adapters", "Reconciler.Cli"]),
        ("System.IO.Directory", ["Reconciler.Adapters", "Reconciler.Cli"]),
        ("System.Net.Sockets.", ["Reconciler.Adapters"]),
        ("System.Diagnostics.Process", ["Reconciler.Adapters.Processes", "Reconciler.Adapters.Store", "Reconciler.Cli.Composition"]),
    ];

    /// <summary>Folders of Adapters do not see each other.</summary>
    public static IEnumerable<string> BetweenAdapters(IEnumerable<Mention> mentions) =>
        from mention in mentions
        let room = AdapterRoom(mention.From)
        let other = AdapterRoom(mention.To)
        where room is not null && other is not null && room != other
        select Sentence(mention);

    /// <summary>Planning judges and never acts: it does not know Applying.</summary>
    public static IEnumerable<string> PlanningKnowsNoApplying(IEnumerable<Mention> mentions) => Forbidden(mentions, "Reconciler.Core.Planning.", "Reconciler.Core.Applying.");

    /// <summary>The desired state is what was written; it knows neither what is there nor what will be done.</summary>
    public static IEnumerable<string> DesiredKnowsNoActual(IEnumerable<Mention> mentions) =>
        Forbidden(mentions, "Reconciler.Core.Desired.", "Reconciler.Core.Actual.", "Reconciler.Core.Planning.", "Reconciler.Core.Applying.");

    /// <summary>Values know nothing above them.</summary>
    public static IEnumerable<string> DomainKnowsNothingAbove(IEnumerable<Mention> mentions) =>
        Forbidden(mentions, "Reconciler.Core.Domain.", "Reconciler.Core.Desired.", "Reconciler.Core.Actual.", "Reconciler.Core.Planning.", "Reconciler.Core.Applying.", "Reconciler.Core.Validation.");

    /// <summary>Pki and Adapters do not know each other; Core knows neither.</summary>
    public static IEnumerable<string> BetweenProjects(IEnumerable<Mention> mentions) =>
    [
        .. Forbidden(mentions, "Reconciler.Pki.", "Reconciler.Adapters.", "Reconciler.Web.", "Reconciler.Cli."),
        .. Forbidden(mentions, "Reconciler.Adapters.", "Reconciler.Pki.", "Reconciler.Web.", "Reconciler.Cli."),
        .. Forbidden(mentions, "Reconciler.Core.", "Reconciler.Pki.", "Reconciler.Adapters.", "Reconciler.Web.", "Reconciler.Cli."),
        .. Forbidden(mentions, "Reconciler.Web.", "Reconciler.Pki.", "Reconciler.Adapters.", "Reconciler.Cli."),
    ];

    /// <summary>Each library is named in its own folder alone; Core touches no file, socket, process or console.</summary>
    public static IEnumerable<string> LibrariesStayInTheirRoom(IEnumerable<Mention> mentions) =>
        from mention in mentions
        from library in Libraries
        where IsOf(mention.To, library.Library) && !library.Rooms.Any(room => mention.From.StartsWith(room + ".", StringComparison.Ordinal))
        select Sentence(mention);

    private static bool IsOf(string type, string library) =>
        library.EndsWith('.') ? type.StartsWith(library, StringComparison.Ordinal) : type == library;

    private static IEnumerable<string> Forbidden(IEnumerable<Mention> mentions, string from, params string[] to) =>
        mentions.Where(mention => mention.From.StartsWith(from, StringComparison.Ordinal) && to.Any(prefix => mention.To.StartsWith(prefix, StringComparison.Ordinal))).Select(Sentence);

    private static string? AdapterRoom(string type)
    {
        const string Adapters = "Reconciler.Adapters.";
        if (!type.StartsWith(Adapters, StringComparison.Ordinal)) return null;
        var rest = type[Adapters.Length..];
        var dot = rest.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? null : rest[..dot];
    }

    private static string Sentence(Mention mention) => $"{mention.From} mentions {mention.To}";
}
