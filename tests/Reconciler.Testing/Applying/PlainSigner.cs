using System.Security.Cryptography;
using System.Text;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Domain;

namespace Reconciler.Testing.Applying;

/// <summary>
/// Signs text instead of DER, in the order and with the refusals of the real signer: a name that holds <c>unlintable</c> does not pass, a token
/// works once, a key must fit its certificate. Every signature is a line of the journal.
/// </summary>
public sealed class PlainSigner(Journal journal) : ICertificateSigner
{
    private const string Signature = "\nsignature ";

    public ISigningAuthority Open(byte[] certificate, Secret privateKey)
    {
        ArgumentNullException.ThrowIfNull(privateKey);
        Assert.True(PlainKeys.Fit(privateKey.Bytes, PublicKeyOf(certificate)), "the key is not that of the certificate");
        return new Authority(Encoding.UTF8.GetString(certificate));
    }

    public Result<IssuanceToken, LintFailure> Prepare(ISigningAuthority authority, LeafTemplate template)
    {
        ArgumentNullException.ThrowIfNull(authority);
        ArgumentNullException.ThrowIfNull(template);
        return Lint(new Token(
            $"leaf {template.Serial}\nnames {string.Join(' ', template.Names)}\nnotBefore {Instants.Format(template.NotBefore)}\nnotAfter {Instants.Format(template.NotAfter)}\nkey {Hex(template.PublicKey)}"));
    }

    public Result<IssuanceToken, LintFailure> Prepare(ISigningAuthority? parent, AuthorityTemplate template, Secret? ownKey)
    {
        ArgumentNullException.ThrowIfNull(template);
        Assert.True(parent is not null || PlainKeys.Fit(ownKey!.Bytes, template.PublicKey), "a root is signed with its own key");
        return Lint(new Token(
            $"authority {template.Serial}\nsubject {template.Subject}\nnotBefore {Instants.Format(template.NotBefore)}\nnotAfter {Instants.Format(template.NotAfter)}\nkey {Hex(template.PublicKey)}"));
    }

    public Result<IssuanceToken, LintFailure> Resume(ISigningAuthority? authority, byte[] toBeSigned, Secret? ownKey) => Lint(new Token(Encoding.UTF8.GetString(toBeSigned)));

    public byte[] Sign(IssuanceToken token)
    {
        var text = ((Token)token).Use();
        journal.Write($"sign {text.Split('\n')[0]}");
        return Encoding.UTF8.GetBytes(text + Signature + Hex(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
    }

    public byte[] PublicKeyOf(byte[] certificate) => Convert.FromHexString(Field(Encoding.UTF8.GetString(certificate), "key"));

    public Result<byte[], LintFailure> SignCrl(ISigningAuthority authority, CrlTemplate template)
    {
        ArgumentNullException.ThrowIfNull(template);
        journal.Write($"sign crl {template.Number}");
        return Encoding.UTF8.GetBytes($"crl {template.Number}\n{string.Join('\n', template.Revoked.Select(entry => $"{entry.Serial} {entry.Revocation.Reason.Word()}"))}");
    }

    /// <summary>What stands behind a word at the beginning of a line.</summary>
    public static string Field(string text, string word)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Split('\n').First(line => line.StartsWith(word + " ", StringComparison.Ordinal))[(word.Length + 1)..];
    }

    private static Result<IssuanceToken, LintFailure> Lint(Token token)
    {
        if (token.NotAfter <= token.NotBefore) return new LintFailure(["it would end before it begins"]);
        return token.Text.Contains("unlintable", StringComparison.Ordinal) ? new LintFailure(["a name that no lint lets pass"]) : (IssuanceToken)token;
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    private sealed class Authority(string certificate) : ISigningAuthority
    {
        public DateTimeOffset NotAfter => Instant(certificate, "notAfter");

        public void Dispose()
        {
        }
    }

    private sealed class Token(string text) : IssuanceToken
    {
        private int _used;

        public string Text => text;

        public override ReadOnlyMemory<byte> ToBeSigned => Encoding.UTF8.GetBytes(text);

        public override DateTimeOffset NotBefore => Instant(text, "notBefore");

        public override DateTimeOffset NotAfter => Instant(text, "notAfter");

        public string Use() => Interlocked.Exchange(ref _used, 1) == 0 ? text : throw new InvalidOperationException("the token was used before");
    }

    private static DateTimeOffset Instant(string text, string word) =>
        Instants.TryParse(Field(text, word), out var instant) ? instant : throw new FormatException(text);
}
