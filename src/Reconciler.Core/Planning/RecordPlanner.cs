using System.Collections.Immutable;
using System.Globalization;
using Reconciler.Core.Actual;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Core.Validation;

namespace Reconciler.Core.Planning;

/// <summary>How the proof of one domain stands, before anything is applied.</summary>
internal enum ProofStanding
{
    /// <summary>Seen, or published by us and not asked again.</summary>
    Proven,

    /// <summary>This plan publishes it.</summary>
    Published,

    /// <summary>Nobody has written it where we look, and we cannot.</summary>
    Missing,
}

/// <summary>Validation records: which to publish, which to retract, and how the proof of each domain stands.</summary>
internal sealed class RecordPlanner(PlanContext context)
{
    private readonly Dictionary<string, (ProofStanding Standing, string? Detail)> _standings = new(StringComparer.Ordinal);
    private readonly Dictionary<ResourceId, HashSet<(string Owner, string Target)>> _aliases = [];

    /// <summary>Plans what can be published. A record is looked at when one of the certificates that need it is in scope.</summary>
    public void PlanPublishing()
    {
        foreach (var record in context.Subjects.Wanted)
        {
            var published = context.Actual.Records.GetValueOrDefault(record.Id);
            if (WhyPublish(record, published) is { } why) context.Add(Publish(record, published, why));
        }
    }

    /// <summary>Records that we published and that no certificate needs any more (row DNS-12), in the scope or not; of a narrow scope those that it names.</summary>
    public void PlanRetracting()
    {
        var over = context.Subjects.Published.Where(record => !context.Subjects.IsWanted(record.Id)).ToList();
        if (over.Count == 0) return;
        var kept = context.Subjects.Protected.Where(IsKept).SelectMany(ProvedBy).ToHashSet();
        var removals = context.Changes
            .SelectMany(change => RemovedBy(change) is { } id ? ProvedBy(context.Actual.Certificates[id]).Select(domain => (domain, change.Key)) : [])
            .ToLookup(pair => pair.domain, pair => pair.Key);
        foreach (var record in over.Where(record => !kept.Contains((record.Account, record.Domain))))
        {
            context.Add(new PlanAction.RetractRecord(new ActionFacts
            {
                Id = record.Id,
                Verb = PlanVerb.Retract,
                Reason = ReasonCode.RetractRecord,
                Sentence = "no certificate of the account needs it any more",
                Group = record.Id,
                Before = Attributes(record.Owner, record.Target, record.Ttl, record.Provider),
                Requires = [.. removals[(record.Account, record.Domain)].Order(StringComparer.Ordinal)],
            }));
        }
    }

    /// <summary>Its manifest is gone and protection keeps it: it needs its records as before.</summary>
    private bool IsKept(ActualCertificate certificate) => certificate.Protect
        && certificate.Status is not (CertificateStatus.Inactive or CertificateStatus.Revoked)
        && !context.Desired.TryFind<Certificate>(certificate.Id, out _);

    private static ResourceId? RemovedBy(PlanAction change) => change switch
    {
        PlanAction.RetireCertificate retire => retire.Certificate,
        PlanAction.RevokeCertificate { Facts.Reason: ReasonCode.RevokeNotInConfig } revoke => revoke.Certificate,
        _ => null,
    };

    private static IEnumerable<(string Account, string Domain)> ProvedBy(ActualCertificate certificate) =>
        certificate.Trust == Trust.Public ? certificate.Applied.ValidatedDomains.Select(domain => (certificate.Id.Account, domain)) : [];

    /// <summary>How the proof of a record's domain stands, and why it is missing where that is known.</summary>
    public (ProofStanding Standing, string? Detail) StandingOf(WantedRecord record)
    {
        if (!_standings.TryGetValue(record.Id, out var standing)) _standings.Add(record.Id, standing = Judge(record));
        return standing;
    }

    /// <summary>The provider that writes the record; null when people do.</summary>
    internal static DnsProvider? ProviderOf(DesiredState desired, WantedRecord record)
    {
        var method = desired.Get<ValidationMethod>(record.Method);
        if (method.Spec.Provider is not { } id || !desired.TryFind<DnsProvider>(id, out var provider)) return null;
        return provider.Spec.ZoneOf(record.Owner) is null ? null : provider;
    }

    private (ProofStanding Standing, string? Detail) Judge(WantedRecord record)
    {
        if (context.Plans(record.Id, PlanVerb.Publish)) return (ProofStanding.Published, null);
        if (!context.Evidence.Records.TryGetValue(record.Id, out var observation))
        {
            return context.Actual.Records.TryGetValue(record.Id, out var published) && published.Target == record.Target
                ? (ProofStanding.Proven, null)
                : (ProofStanding.Missing, null);
        }

        var method = context.Desired.Get<ValidationMethod>(record.Method).Spec;
        return ProofJudge.Judge(observation, record.Target, null, method.Agree) switch
        {
            ProofVerdict.Proven => (ProofStanding.Proven, null),
            ProofVerdict.Missing missing => (ProofStanding.Missing, $"{record.Domain}: {missing.Sentence}"),
            ProofVerdict.Failed failed => (ProofStanding.Missing, $"{record.Domain}: {failed.Sentence}"),
            _ => throw new InvalidOperationException("a verdict that is not known"),
        };
    }

    private string? WhyPublish(WantedRecord record, ActualRecord? published)
    {
        if (ProviderOf(context.Desired, record) is not { } provider) return null;
        if (published is null) return "it proves control of the domain and is not in the zone yet";
        if (published.Target != record.Target || published.Ttl != record.Ttl) return "the record that is wanted changed";
        if (published.Provider != provider.Id || !SpecText.Same(published.Applied, provider.Spec)) return "its provider changed";
        return AliasesAt(provider.Id) is { } aliases && !aliases.Contains((record.Owner, record.Target)) ? "it is gone from the zone" : null;
    }

    /// <summary>Owner and target of every CNAME that a provider was seen to hold; null where it was not read.</summary>
    private HashSet<(string Owner, string Target)>? AliasesAt(ResourceId provider)
    {
        if (!context.Evidence.Providers.TryGetValue(provider, out var reading) || reading.Failure is not null) return null;
        if (!_aliases.TryGetValue(provider, out var aliases))
            _aliases.Add(provider, aliases = [.. reading.Records.Where(record => record.Type == "CNAME").Select(record => (record.Owner, record.Value))]);
        return aliases;
    }

    private PlanAction Publish(WantedRecord record, ActualRecord? published, string why)
    {
        var provider = ProviderOf(context.Desired, record)!;
        return new PlanAction.PublishRecord(new ActionFacts
        {
            Id = record.Id,
            Verb = PlanVerb.Publish,
            Reason = ReasonCode.PublishRecord,
            Sentence = why,
            Origin = context.Desired.Get<ValidationMethod>(record.Method).Places.Of("provider"),
            Group = record.Id,
            Before = published is null ? PlanAttributes.None : Attributes(published.Owner, published.Target, published.Ttl, published.Provider),
            After = Attributes(record.Owner, record.Target, record.Ttl, provider.Id),
        });
    }

    private static PlanAttributes Attributes(string owner, string target, int ttl, ResourceId provider) => new PlanAttributes.Builder()
        .Add("name", owner)
        .Add("provider", provider.Text)
        .Add("target", target)
        .Add("ttl", ttl.ToString(CultureInfo.InvariantCulture))
        .Add("type", "CNAME")
        .Build();
}
