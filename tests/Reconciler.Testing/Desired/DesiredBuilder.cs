using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Core.Validation;

namespace Reconciler.Testing.Desired;

/// <summary>
/// Declares objects as a repository would, one file each (<c>certificate-www.yaml</c>), with a place for every field (see <see cref="FieldLines"/>).
/// Names alone refer to the account and region set with <see cref="In"/>.
/// </summary>
public sealed class DesiredBuilder
{
    private readonly List<DeclaredResource> _resources = [];
    private string _account = "default";
    private string _region = "local";

    /// <summary>In the order in which they were declared.</summary>
    public IReadOnlyList<DeclaredResource> Resources => _resources;

    /// <summary>What follows is declared in this account and region.</summary>
    public DesiredBuilder In(string account, string region = "local")
    {
        (_account, _region) = (account, region);
        return this;
    }

    public DesiredBuilder Account(string name, IEnumerable<string> regions, Func<AccountSpec, AccountSpec>? with = null) =>
        Add(new Account(ResourceId.Global(ResourceKind.Account, name, name), FieldLines.Of(ResourceKind.Account, name), Apply(with, new() { Regions = [.. regions] })));

    public DesiredBuilder Root(string name, Func<AuthoritySpec, AuthoritySpec>? with = null) => Authority(name, Apply(with, new()
    {
        Type = AuthorityType.Root,
        Subject = new(name),
        Validity = Validity.For(Period.Parse("10y")),
    }));

    public DesiredBuilder Subordinate(string name, string parent, Func<AuthoritySpec, AuthoritySpec>? with = null) => Authority(name, Apply(with, new()
    {
        Type = AuthorityType.Subordinate,
        Subject = new(name),
        Validity = Validity.For(Period.Parse("5y")),
        Parent = AuthorityId(parent),
        PathLength = 0,
    }));

    /// <summary>Changes the specs of public trust that every rule asks for: trust and CAA identity.</summary>
    public static AuthoritySpec Public(AuthoritySpec spec) => spec with { Trust = Trust.Public, CaaIdentities = ["ca.example.net"] };

    public DesiredBuilder Validation(string name, string zone = "validations.example.net", Func<ValidationMethodSpec, ValidationMethodSpec>? with = null) =>
        Add(new ValidationMethod(
            ResourceId.Global(ResourceKind.ValidationMethod, _account, name),
            FieldLines.Of(ResourceKind.ValidationMethod, name),
            Apply(with, new() { Zone = zone })));

    public DesiredBuilder Embedded(string name, params string[] zones) => Provider(name, new DnsProviderSpec.Embedded { Zones = [.. zones] });

    public DesiredBuilder ZoneFile(string name, string file, params string[] zones) => Provider(name, new DnsProviderSpec.ZoneFile { Zones = [.. zones], File = file });

    public DesiredBuilder Provider(string name, DnsProviderSpec spec) =>
        Add(new DnsProvider(ResourceId.Global(ResourceKind.DnsProvider, _account, name), FieldLines.Of(ResourceKind.DnsProvider, name), spec));

    public DesiredBuilder Notification(string name, NotificationSpec spec) =>
        Add(new Notification(ResourceId.Global(ResourceKind.Notification, _account, name), FieldLines.Of(ResourceKind.Notification, name), spec));

    public DesiredBuilder Files(string name, string directory, Func<TargetSpec.Files, TargetSpec.Files>? with = null) =>
        Add(new Target(TargetId(name), FieldLines.Of(ResourceKind.Target, name), Apply(with, new() { Directory = directory })));

    /// <summary>A certificate for <paramref name="domains"/>, separated by spaces.</summary>
    public DesiredBuilder Certificate(string name, string authority, string domains, Func<CertificateSpec, CertificateSpec>? with = null) =>
        Add(new Certificate(ResourceId.Certificate(_account, _region, name), FieldLines.Of(ResourceKind.Certificate, name), Apply(with, new()
        {
            Domains = [.. domains.Split(' ').Select(Name)],
            Authorities = [AuthorityId(authority)],
        })));

    public DesiredBuilder Add(DeclaredResource resource)
    {
        _resources.Add(resource);
        return this;
    }

    public ResourceId AuthorityId(string name) => ResourceId.Authority(_account, _region, name);

    public ResourceId TargetId(string name) => ResourceId.Target(_account, _region, name);

    public ResourceId ValidationId(string name) => ResourceId.Global(ResourceKind.ValidationMethod, _account, name);

    public ResourceId ProviderId(string name) => ResourceId.Global(ResourceKind.DnsProvider, _account, name);

    /// <summary>The state as it would be read, unchecked.</summary>
    public DesiredState Build(params WantedRecord[] records) => new(new(null, null, new string('0', 64), null), _resources, records);

    /// <summary>A name that the grammar accepts.</summary>
    public static DnsName Name(string text) => DnsNameSyntax.Parse(text, out _).IsOk(out var name, out var problem) ? name : throw new ArgumentException(problem.Reason, nameof(text));

    private DesiredBuilder Authority(string name, AuthoritySpec spec) =>
        Add(new CertificateAuthority(AuthorityId(name), FieldLines.Of(ResourceKind.CertificateAuthority, name), spec));

    private static T Apply<T>(Func<T, T>? with, T spec) => with is null ? spec : with(spec);
}
