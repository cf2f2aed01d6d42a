using System.Collections.Immutable;
using CsCheck;
using Reconciler.Core.Actual;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Domain;
using Reconciler.Pki.Encoding;
using Reconciler.Pki.Issuance;
using Reconciler.Pki.Revocation;

namespace Reconciler.Pki.Tests.Revocation;

public sealed class CrlLintTests : IDisposable
{
    private static readonly ImmutableArray<Damage> Damages =
    [
        new("C101", subject => subject with { Crl = subject.Crl with { Version = 1 } }),
        new("C102", subject => subject with { Crl = subject.Crl with { SignatureAlgorithm = AlgorithmIdentifiers.Encode(Oids.Sha256WithRsa, true) } }),
        new("C103", subject => subject with { Crl = subject.Crl with { Issuer = DistinguishedNames.Encode(new("Other")) } }),
        new("C104", subject => subject with { IssuerMaySign = false }),
        new("C105", subject => subject with { Crl = subject.Crl with { ThisUpdate = subject.Crl.ThisUpdate with { IsGeneralized = true } } }),
        new("C106", subject => subject with { Crl = subject.Crl with { NextUpdate = subject.Crl.ThisUpdate } }),
        new("C106", subject => subject with { Crl = subject.Crl with { NextUpdate = null } }),
        new("C201", subject => subject with { Crl = subject.Crl with { Entries = [] } }),
        new("C202", subject => subject with { Crl = subject.Crl with { Entries = [.. subject.Crl.Entries!, .. subject.Crl.Entries!] } }),
        new("C203", subject => ChangeEntry(subject, entry => entry with { Reason = 0 })),
        new("C203", subject => ChangeEntry(subject, entry => entry with { Reason = 6 })),
        new("C203", subject => ChangeEntry(subject, entry => entry with { Reason = 8 })),
        new("C203", subject => ChangeEntry(subject, entry => entry with { HasOtherExtensions = true })),
        new("C204", subject => ChangeEntry(subject, entry => entry with { RevokedAt = entry.RevokedAt with { IsGeneralized = true } })),
        new("C301", subject => AddExtension(subject, new("2.5.29.28", true, ReadOnlyMemory<byte>.Empty))),
        new("C301", subject => AddExtension(subject, new(Oids.CrlNumber, false, ReadOnlyMemory<byte>.Empty))),
        new("C302", subject => subject with { Crl = subject.Crl with { AuthorityKeyIdentifier = new(new byte[20], false) } }),
        new("C303", subject => subject with { Crl = subject.Crl with { Number = null } }),
        new("C303", subject => subject with { Crl = subject.Crl with { Number = new byte[] { 0xff } } }),
    ];

    private readonly TestAuthority _root = TestPki.Root();

    public static TheoryData<int, string> DamageRows
    {
        get
        {
            var rows = new TheoryData<int, string>();
            for (var i = 0; i < Damages.Length; i++) rows.Add(i, Damages[i].Code);
            return rows;
        }
    }

    public void Dispose() => _root.Dispose();

    [Theory(DisplayName = "PCA-04 a CRL with one thing wrong meets the lint of that thing and no other")]
    [MemberData(nameof(DamageRows))]
    public void Every_lint_fires(int row, string code)
    {
        var failure = CrlLints.Run(Damages[row].Apply(Good()));

        Assert.StartsWith(code + " ", Assert.Single(failure!.Findings), StringComparison.Ordinal);
    }

    [Fact(DisplayName = "PCA-04 every lint of the catalogue has a CRL on which it fires, and a good one meets none")]
    public void No_lint_is_untested()
    {
        Assert.Equal(CrlLints.All.Select(lint => lint.Code), Damages.Select(damage => damage.Code).Distinct().Order(StringComparer.Ordinal));
        Assert.Null(CrlLints.Run(Good()));
    }

    [Fact(DisplayName = "PCA-04 a CRL that ends before it begins, or has a serial twice, is not signed")]
    public void Not_signed()
    {
        var entry = new RevokedEntry(TestPki.NextSerial(), new(TestPki.Now, RevocationReason.Superseded));

        Assert.StartsWith("C106 ", Refusal(new(1, TestPki.Now, TestPki.Now.AddSeconds(-1), [])), StringComparison.Ordinal);
        Assert.StartsWith("C202 ", Refusal(new(1, TestPki.Now, TestPki.Now.AddDays(1), [entry, entry])), StringComparison.Ordinal);
        Assert.StartsWith("C303 ", Refusal(new(-1, TestPki.Now, TestPki.Now.AddDays(1), [])), StringComparison.Ordinal);
    }

    [Fact(DisplayName = "Damaged CRLs give a value or a reason, never an exception")]
    public void Damaged_bytes()
    {
        var good = Encode();
        Gen.Select(Gen.Select(Gen.Int[0, 500], Gen.Byte).Array[1, 4], Gen.Int[0, 20]).Sample(
            (changes, cut) =>
            {
                var damaged = good[..^cut];
                foreach (var (at, value) in changes) damaged[at % damaged.Length] = value;
                return CrlReader.ReadToBeSigned(damaged).IsOk(out var contents, out var problem) ? contents.Version > 0 : problem.Length > 0;
            },
            iter: 20_000);
    }

    private static CrlLintSubject ChangeEntry(CrlLintSubject subject, Func<CrlEntry, CrlEntry> change) =>
        subject with { Crl = subject.Crl with { Entries = [change(subject.Crl.Entries![0])] } };

    private static CrlLintSubject AddExtension(CrlLintSubject subject, CertificateExtension extension) =>
        subject with { Crl = subject.Crl with { Extensions = subject.Crl.Extensions.Add(extension) } };

    private string Refusal(CrlTemplate template)
    {
        Assert.False(TestPki.Signer.SignCrl(_root.Signing, template).IsOk(out _, out var failure));
        return Assert.Single(failure!.Findings);
    }

    private byte[] Encode()
    {
        var entry = new RevokedEntry(TestPki.NextSerial(), new(TestPki.Now, RevocationReason.Superseded));
        return CrlEncoder.Encode(((SigningAuthority)_root.Signing).Facts, new(1, TestPki.Now, TestPki.Now.AddDays(7), [entry]));
    }

    private CrlLintSubject Good()
    {
        Assert.True(CrlReader.ReadToBeSigned(Encode()).IsOk(out var crl, out var problem), problem);
        return new(crl, ((SigningAuthority)_root.Signing).Facts, true);
    }

    private sealed record Damage(string Code, Func<CrlLintSubject, CrlLintSubject> Apply);
}
