using System.Collections.Immutable;
using Reconciler.Adapters.Dns.Embedded;
using Reconciler.Adapters.Dns.Observing;
using Reconciler.Core.Desired;
using Reconciler.Core.Validation;
using Reconciler.Testing;
using Reconciler.Testing.Dns;

namespace Reconciler.Adapters.Tests.Dns;

/// <summary>One <c>named</c> for all tests that only ask; it serves a top-level domain whole, so that climbing has an end.</summary>
public sealed class ObserverFixture : IAsyncLifetime, IDisposable
{
    public const string Target = "_two.validations.test";

    private static readonly Dictionary<string, string?> Zones = new()
    {
        ["test"] = """
            $TTL 5
            @ SOA ns1.example hostmaster 1 60 60 3600 0
            @ NS ns1.example
            ns1.example A 127.0.0.1
            www.plain A 127.0.0.1
            caa.plain CAA 0 issue "ca.example.net"
            caa.plain CAA 0 iodef "mailto:a@plain.test"
            strange.plain CAA 128 TBS "Un\007known"
            alias.plain CNAME caa.plain
            loop1 CNAME loop2
            loop2 CNAME loop1
            away CNAME www.refused.invalid.
            sub.plain NS ns1.elsewhere
            """,
        ["example.test"] = """
            $TTL 5
            @ SOA ns1 hostmaster 1 60 60 3600 0
            @ NS ns1
            ns1 A 127.0.0.1
            _right CNAME _two.validations.test.
            _undotted CNAME _two.validations.test
            _flat A 127.0.0.1
            _wrong CNAME _elsewhere.validations.test.
            _loop CNAME loop1.validations.test.
            _long CNAME chain0.validations.test.
            _endless CNAME chain0.example.test.
            _dangling CNAME nowhere.validations.test.
            _texts CNAME strings.validations.test.
            _twice.www.example.test CNAME _two.validations.test.
            _star.*.www CNAME _two.validations.test.
            _away CNAME _x.refused.invalid.
            _broken CNAME _x.broken.test.
            """ + Chain("chain", 12),
        ["wild.test"] = "$TTL 5\n@ SOA ns1 hostmaster 1 60 60 3600 0\n@ NS ns1\nns1 A 127.0.0.1\n* CNAME parking.example.test.\n",
        ["validations.test"] = """
            $TTL 5
            @ SOA ns1 hostmaster 1 60 60 3600 0
            @ NS ns1
            ns1 A 127.0.0.1
            _two TXT "fresh value"
            strings TXT "one " "text"
            strings TXT "another"
            loop1 CNAME loop2
            loop2 CNAME loop1
            chain9 TXT "at the end"
            """ + Chain("chain", 9),
        ["broken.test"] = null,
    };

    public NamedServer? Named { get; private set; }

    public DnsResolver Resolver => new(Named!.Endpoint);

    public async Task InitializeAsync()
    {
        try
        {
            Named = await NamedServer.StartAsync(Zones);
        }
        catch (SkipException)
        {
            // Each test skips by itself.
        }
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => Named?.Dispose();

    public static DnsObserver Observer(EmbeddedResolver? embedded = null) =>
        new(embedded ?? EmbeddedResolver.InProcess(new ZoneAnswers()), new ManualTime(ManualTime.Start), Fast);

    /// <summary>Short waits: nothing on loopback is late, and what is dead shall not hold up a test.</summary>
    public static DnsObserverOptions Fast { get; } = new() { Timeout = TimeSpan.FromSeconds(2), Retries = 1 };

    public async Task<RecordAnswer> AskAsync(string owner, string target = Target)
    {
        ExternalPrograms.Require("named");
        var question = new RecordQuestion($"default/record/{owner}", owner, target, [Resolver], Authoritative: false, WithText: true, OwnZone: false);
        return (await Observer().ObserveRecordAsync(question, default)).Answers.Single();
    }

    public async Task<ImmutableArray<CaaStep>> ClimbAsync(string domain, params DnsResolver[] resolvers)
    {
        ExternalPrograms.Require("named");
        return (await Observer().ObserveCaaAsync(new(domain, resolvers.Length == 0 ? [Resolver] : [.. resolvers], Authoritative: false), default)).Steps;
    }

    private static string Chain(string label, int length) =>
        "\n" + string.Join('\n', Enumerable.Range(0, length).Select(i => $"{label}{i} CNAME {label}{i + 1}")) + "\n";
}
