using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Reconciler.Testing;
using Reconciler.Web.Published;

namespace Reconciler.Web.Tests.Published;

public sealed class PublishedTests
{
    private const string Crl = "crl/default/local/corp.crl";

    [Fact(DisplayName = "PCA-04 A CRL says when it was signed, is fresh for a minute, and may stand in until its nextUpdate while we cannot be reached")]
    public async Task Headers()
    {
        await using var server = await AskedServer.StartAsync(token: "needed elsewhere");
        var der = server.Published[Crl] = Signed(ManualTime.Start.AddHours(-1), ManualTime.Start.AddHours(23));
        using var answer = await server.GetAsync(Crl);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("application/pkix-crl", answer.Content.Headers.ContentType?.ToString());
        Assert.Equal(der, await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal(ManualTime.Start.AddHours(-1), answer.Content.Headers.LastModified);
        Assert.Equal($"\"{Convert.ToHexStringLower(SHA256.HashData(der))}\"", answer.Headers.ETag?.Tag);
        Assert.Equal("public, max-age=60, stale-if-error=82740", answer.Headers.CacheControl?.ToString());
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
    }

    [Theory(DisplayName = "PCA-04 Nothing is kept beyond nextUpdate")]
    [InlineData(23 * 3600 - 30, "public, max-age=30, stale-if-error=0")]
    [InlineData(23 * 3600, "no-cache")]
    [InlineData(48 * 3600, "no-cache")]
    public async Task NearItsEnd(int later, string expected)
    {
        await using var server = await AskedServer.StartAsync();
        server.Published[Crl] = Signed(ManualTime.Start.AddHours(-1), ManualTime.Start.AddHours(23));
        server.Time.Advance(TimeSpan.FromSeconds(later));
        using var answer = await server.GetAsync(Crl);
        Assert.Equal(expected, Assert.Single(answer.Headers.GetValues("Cache-Control")));
    }

    [Fact(DisplayName = "PCA-04 Who has the file already is told so without a body, by tag first and by date where no tag is given; a new CRL is sent")]
    public async Task Conditional()
    {
        await using var server = await AskedServer.StartAsync();
        server.Published[Crl] = Signed(ManualTime.Start, ManualTime.Start.AddHours(24));
        using var first = await server.GetAsync(Crl);
        var tag = first.Headers.ETag!;
        Assert.Equal(HttpStatusCode.NotModified, await AskAsync(server, headers => headers.IfNoneMatch.Add(tag)));
        Assert.Equal(HttpStatusCode.NotModified, await AskAsync(server, headers => headers.IfNoneMatch.Add(new(tag.Tag, isWeak: true))));
        Assert.Equal(HttpStatusCode.NotModified, await AskAsync(server, headers => headers.IfNoneMatch.Add(EntityTagHeaderValue.Any)));
        Assert.Equal(HttpStatusCode.NotModified, await AskAsync(server, headers => headers.IfModifiedSince = ManualTime.Start));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(server, headers => headers.IfModifiedSince = ManualTime.Start.AddSeconds(-1)));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(server, headers =>
        {
            headers.IfNoneMatch.Add(new("\"other\""));
            headers.IfModifiedSince = ManualTime.Start;
        }));
        server.Published[Crl] = Signed(ManualTime.Start.AddHours(1), ManualTime.Start.AddHours(25));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(server, headers => headers.IfNoneMatch.Add(tag)));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(server, headers => headers.IfModifiedSince = ManualTime.Start));
    }

    [Fact(DisplayName = "PCA-04 HEAD tells the same without the file")]
    public async Task Head()
    {
        await using var server = await AskedServer.StartAsync();
        var der = server.Published[Crl] = Signed(ManualTime.Start, ManualTime.Start.AddHours(24));
        using var request = new HttpRequestMessage(HttpMethod.Head, Crl);
        using var answer = await server.Client.SendAsync(request);
        Assert.Equal((long?)der.Length, answer.Content.Headers.ContentLength);
        Assert.NotNull(answer.Headers.ETag);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
    }

    [Fact(DisplayName = "PCA-04 A certificate of an authority is application/pkix-cert, whole and in DER")]
    public async Task Certificate()
    {
        await using var server = await AskedServer.StartAsync();
        server.Published["ca/default/local/corp.cer"] = [0x30, 0x00];
        using var answer = await server.GetAsync("ca/default/local/corp.cer");
        Assert.Equal("application/pkix-cert", answer.Content.Headers.ContentType?.ToString());
        Assert.Equal("public, max-age=60, stale-if-error=604740", answer.Headers.CacheControl?.ToString());
        Assert.Equal([0x30, 0x00], await answer.Content.ReadAsByteArrayAsync());
    }

    [Theory(DisplayName = "PCA-04 No name leads anywhere else")]
    [InlineData("crl/default/local/none.crl")]
    [InlineData("crl/default/local/corp.cer")]
    [InlineData("crl/default/local/corp")]
    [InlineData("crl/default/local/corp%0a.crl")]
    [InlineData("crl/default/local/..%2fcorp.crl")]
    [InlineData("crl/default/local/%2e%2e%2f%2e%2e%2fstate.db")]
    [InlineData("crl/DEFAULT/local/corp.crl")]
    [InlineData("crl/default/..%5c/corp.crl")]
    public async Task Elsewhere(string path)
    {
        await using var server = await AskedServer.StartAsync();
        server.Published[Crl] = Signed(ManualTime.Start, ManualTime.Start.AddHours(24));
        await server.JsonAsync(path, HttpStatusCode.NotFound);
    }

    [Fact(DisplayName = "What is no CRL has no times, whatever its bytes")]
    public void Damaged()
    {
        var der = Signed(ManualTime.Start, ManualTime.Start.AddHours(24));
        Assert.Equal(new CrlTimes(ManualTime.Start, ManualTime.Start.AddHours(24)), CrlTimes.Read(der));
        for (var length = 0; length < der.Length; length++) Assert.Null(CrlTimes.Read(der.AsMemory(0, length)));
        for (var at = 0; at < 60; at++)
        {
            var damaged = (byte[])der.Clone();
            damaged[at] ^= 0xff;
            Assert.Null(Record.Exception(() => CrlTimes.Read(damaged)));
        }
    }

    private static async Task<HttpStatusCode> AskAsync(AskedServer server, Action<HttpRequestHeaders> with)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Crl);
        with(request.Headers);
        using var answer = await server.Client.SendAsync(request);
        Assert.Equal(answer.StatusCode == HttpStatusCode.NotModified, (await answer.Content.ReadAsByteArrayAsync()).Length == 0);
        return answer.StatusCode;
    }

    private static byte[] Signed(DateTimeOffset thisUpdate, DateTimeOffset nextUpdate)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Corp", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        using var authority = request.CreateSelfSigned(thisUpdate.AddDays(-1), nextUpdate.AddDays(365));
        return new CertificateRevocationListBuilder().Build(authority, 1, nextUpdate, HashAlgorithmName.SHA256, thisUpdate: thisUpdate);
    }
}
