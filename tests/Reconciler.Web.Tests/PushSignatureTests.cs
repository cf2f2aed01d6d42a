using System.Security.Cryptography;
using System.Text;

namespace Reconciler.Web.Tests;

public sealed class PushSignatureTests
{
    private const string Secret = "shared with the forge";
    private static readonly byte[] Body = """{ "ref": "refs/heads/main" }"""u8.ToArray();
    private static readonly string Hmac = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Body));

    public static TheoryData<string, string, bool> Headers => new()
    {
        { "X-Hub-Signature-256", "sha256=" + Hmac, true },
        { "X-Hub-Signature-256", "sha256=" + Hmac.ToUpperInvariant(), true },
        { "X-Hub-Signature-256", Hmac, false },
        { "X-Hub-Signature-256", "sha1=" + Hmac, false },
        { "X-Hub-Signature-256", "sha256=" + new string('0', 64), false },
        { "X-Hub-Signature-256", "sha256=", false },
        { "X-Hub-Signature-256", "sha256=" + Hmac[..62] + "zz", false },
        { "X-Gitea-Signature", Hmac, true },
        { "X-Gitea-Signature", Hmac[1..], false },
        { "X-Gitlab-Token", Secret, true },
        { "X-Gitlab-Token", "shared", false },
        { "X-Gitlab-Token", "", false },
        { "Authorization", Secret, false },
    };

    [Theory(DisplayName = "A push notice counts only with the signature of its forge over these very bytes")]
    [MemberData(nameof(Headers))]
    public void Genuine(string header, string value, bool isGenuine)
    {
        Assert.Equal(isGenuine, PushSignature.IsGenuine(name => name == header ? value : null, Body, Secret));
        if (isGenuine && header != "X-Gitlab-Token") Assert.False(PushSignature.IsGenuine(name => name == header ? value : null, [.. Body, 0], Secret));
    }

    [Fact(DisplayName = "A notice that GitHub did not sign is not saved by another header")]
    public void OneHeaderDecides() => Assert.False(PushSignature.IsGenuine(name => name == "X-Hub-Signature-256" ? "sha256=00" : name == "X-Gitlab-Token" ? Secret : null, Body, Secret));
}
