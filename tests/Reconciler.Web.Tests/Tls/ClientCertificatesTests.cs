using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Reconciler.Testing;
using Reconciler.Web.Tls;

namespace Reconciler.Web.Tests.Tls;

public sealed class ClientCertificatesTests : IDisposable
{
    private const string Client = "1.3.6.1.5.5.7.3.2";
    private const string Server = "1.3.6.1.5.5.7.3.1";

    private readonly X509Certificate2 _root = Authority("Root", null);
    private readonly X509Certificate2 _corp;
    private readonly X509Certificate2 _other;

    public ClientCertificatesTests() => (_corp, _other) = (Authority("Corp", _root), Authority("Other", _root));

    public void Dispose()
    {
        foreach (var certificate in new[] { _root, _corp, _other }) certificate.Dispose();
    }

    [Fact(DisplayName = "A client of the authority named is taken, be it a root or a subordinate, with or without its chain")]
    public void Taken()
    {
        using var client = Leaf("client", _corp, Client);
        Assert.True(IsTrusted(client, [], _corp));
        Assert.True(IsTrusted(client, [_corp, _root], _corp));
        Assert.True(IsTrusted(client, [_corp], _root));
        using var direct = Leaf("direct", _root, Client);
        Assert.True(IsTrusted(direct, [], _root, _other));
    }

    [Fact(DisplayName = "What another authority of the same root issued is not taken, nor the authority itself, nor what only bears its name")]
    public void NotTaken()
    {
        using var stranger = Leaf("stranger", _other, Client);
        Assert.False(IsTrusted(stranger, [_other, _root], _corp));
        Assert.False(IsTrusted(stranger, [], _corp));
        Assert.False(IsTrusted(_corp, [_root], _corp));
        using var namesake = Authority("Corp", null);
        using var forged = Leaf("client", namesake, Client);
        Assert.False(IsTrusted(forged, [], _corp));
        Assert.False(IsTrusted(forged, [namesake], _corp));
        Assert.False(IsTrusted(forged, [namesake, _corp, _root], _corp));
    }

    [Fact(DisplayName = "A server's certificate, one that has ended and one that has not begun are no client's")]
    public void Unfit()
    {
        using var server = Leaf("server", _corp, Server);
        Assert.False(IsTrusted(server, [], _corp));
        using var client = Leaf("client", _corp, Client);
        Assert.False(ClientCertificates.IsTrusted(client, [], [_corp], ManualTime.Start.AddDays(31)));
        Assert.False(ClientCertificates.IsTrusted(client, [], [_corp], ManualTime.Start.AddDays(-2)));
    }

    [Fact(DisplayName = "A certificate that is no authority's signs no clients")]
    public void NoAuthority()
    {
        using var leaf = Leaf("leaf", _corp, Client, isAuthority: false);
        using var key = leaf.GetECDsaPrivateKey()!;
        using var below = Leaf("below", leaf, Client);
        Assert.False(IsTrusted(below, [leaf, _corp, _root], _corp));
        Assert.False(IsTrusted(below, [], leaf));
    }

    private static bool IsTrusted(X509Certificate2 presented, X509Certificate2[] sent, params X509Certificate2[] authorities) =>
        ClientCertificates.IsTrusted(presented, [.. sent], [.. authorities], ManualTime.Start);

    private static X509Certificate2 Authority(string name, X509Certificate2? parent)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return Signed(request, key, parent, 300);
    }

    private static X509Certificate2 Leaf(string name, X509Certificate2 issuer, string purpose, bool isAuthority = false)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], false));
        return Signed(request, key, issuer, 30);
    }

    private static X509Certificate2 Signed(CertificateRequest request, ECDsa key, X509Certificate2? issuer, int days)
    {
        var (from, until) = (ManualTime.Start.AddDays(-1), ManualTime.Start.AddDays(days));
        if (issuer is null) return request.CreateSelfSigned(from, until);
        using var issuerKey = issuer.GetECDsaPrivateKey()!;
        using var signed = request.Create(issuer.SubjectName, X509SignatureGenerator.CreateForECDsa(issuerKey), from, until, RandomNumberGenerator.GetBytes(16));
        return signed.CopyWithPrivateKey(key);
    }
}
