using System.Collections.Immutable;
using System.Net;
using Reconciler.Core.Domain;

namespace Reconciler.Core.Desired;

/// <summary>Where the proof is looked for: the TXT value behind the CNAME, or the CNAME's target alone where nobody can write the zone.</summary>
public enum ProofSubject
{
    Txt,
    Cname,
}

/// <summary>spec of kind ValidationMethod with <c>method: dns</c>.</summary>
public sealed record ValidationMethodSpec
{
    /// <summary>The validation zone, where the second token lives; lower case, no trailing dot.</summary>
    public required string Zone { get; init; }

    /// <summary><c>acm-cname</c>, or the path of a template below the repository's root.</summary>
    public string Record { get; init; } = "acm-cname";

    /// <summary>Seconds, 30 to 86 400.</summary>
    public int Ttl { get; init; } = 300;

    /// <summary>Writes the CNAME; null: people do.</summary>
    public ResourceId? Provider { get; init; }

    /// <summary>Writes the TXT value in <see cref="Zone"/>; null: the program's own server answers for the zone.</summary>
    public ResourceId? ZoneProvider { get; init; }

    public ProofSubject Observe { get; init; } = ProofSubject.Txt;

    /// <summary>Empty: the default of <see cref="DnsResolver"/> for this provider.</summary>
    public ImmutableArray<DnsResolver> Resolvers { get; init; } = [];

    /// <summary>How many resolvers must see the record; null: all.</summary>
    public int? Agree { get; init; }

    public Period Timeout { get; init; } = Period.Parse("72h");
}

/// <summary>One place to ask: the program's own server, or a server by address and port.</summary>
/// <param name="Endpoint">Null means <c>embedded</c>.</param>
public sealed record DnsResolver(IPEndPoint? Endpoint)
{
    public static DnsResolver Embedded { get; } = new((IPEndPoint?)null);

    public override string ToString() => Endpoint is null ? "embedded" : Endpoint.ToString();
}
