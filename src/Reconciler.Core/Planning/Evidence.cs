using Reconciler.Core.Domain;
using Reconciler.Core.Validation;

namespace Reconciler.Core.Planning;

/// <summary>What was just observed of DNS and targets. What was not asked is absent, and absent never means gone.</summary>
public sealed class Evidence
{
    /// <summary>By id of the record.</summary>
    public IReadOnlyDictionary<string, RecordObservation> Records { get; init; } = new Dictionary<string, RecordObservation>();

    /// <summary>By domain.</summary>
    public IReadOnlyDictionary<string, CaaObservation> Caa { get; init; } = new Dictionary<string, CaaObservation>();

    /// <summary>By id of the deployment.</summary>
    public IReadOnlyDictionary<string, DeploymentObservation> Deployments { get; init; } = new Dictionary<string, DeploymentObservation>();

    /// <summary>What servers present, by id of the deployment.</summary>
    public IReadOnlyDictionary<string, ServedCertificate> Served { get; init; } = new Dictionary<string, ServedCertificate>();

    /// <summary>What providers hold, by identity.</summary>
    public IReadOnlyDictionary<ResourceId, ProviderReading> Providers { get; init; } = new Dictionary<ResourceId, ProviderReading>();

    /// <summary>Authorities whose published CRL or certificate is not the one published, with what is wrong.</summary>
    public IReadOnlyDictionary<ResourceId, string> AuthorityFiles { get; init; } = new Dictionary<ResourceId, string>();

    public static Evidence None { get; } = new();

    /// <summary>This and what was observed after it; what both hold is as it was seen last.</summary>
    internal Evidence And(Evidence more) => ReferenceEquals(this, None) ? more : new()
    {
        Records = Both(Records, more.Records),
        Caa = Both(Caa, more.Caa),
        Deployments = Both(Deployments, more.Deployments),
        Served = Both(Served, more.Served),
        Providers = Both(Providers, more.Providers),
        AuthorityFiles = Both(AuthorityFiles, more.AuthorityFiles),
    };

    private static Dictionary<TKey, TValue> Both<TKey, TValue>(IReadOnlyDictionary<TKey, TValue> first, IReadOnlyDictionary<TKey, TValue> second)
        where TKey : notnull
    {
        var both = new Dictionary<TKey, TValue>(first);
        foreach (var (key, value) in second) both[key] = value;
        return both;
    }
}
