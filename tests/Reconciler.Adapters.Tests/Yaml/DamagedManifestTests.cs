using System.Text;
using CsCheck;

namespace Reconciler.Adapters.Tests.Yaml;

/// <summary>No input ends the process: what comes out is objects or diagnostics.</summary>
public sealed class DamagedManifestTests
{
    private const int Documents = 5000;

    private static readonly byte[] Whole = Encoding.UTF8.GetBytes("""
        # a comment
        apiVersion: reconciler/v1
        kind: Certificate
        metadata:
          name: www
          tags: { team: "web\n", stage: 'pro''d' }
        spec:
          domains: &d [www.example.com, "*.example.com"]
          authority:
            - corp
            - eu/other
          key: { algorithm: RSA_2048, rotation: always }
          validity: >-
            395d
          renewBefore: |
            60d
          targets: *d
          revoked: { reason: keyCompromise }
        ---
        apiVersion: reconciler/v1
        kind: Target
        metadata: { name: edge }
        spec: { type: files, files: { directory: /etc/ssl, mode: "0600", reload: [a, b] } }
        ...
        %YAML 1.2
        ---
        apiVersion: reconciler/v1
        kind: CertificateAuthority
        metadata: { name: corp }
        spec: { type: root, subject: { commonName: C }, ? x : y, nameConstraints: { permittedIp: [10.0.0.0/8] } }
        """);

    private static readonly byte[] Marks = Encoding.UTF8.GetBytes("{}[],:-?&*!|>'\"%@`#<~ \n\t\0\r\u00e9");

    private static readonly Gen<Func<List<byte>, int>> Damage = Gen.Select(Gen.Int[0, 5], Gen.Int[0, 10_000], Gen.Byte, Gen.Int[1, 40]).Select((kind, at, value, length) =>
        new Func<List<byte>, int>(text => Apply(text, kind, at, value, length)));

    [Fact(DisplayName = "five thousand damaged manifests give diagnostics or objects, never an exception, and places inside the file")]
    public void Damaged() => Damage.Array[1, 6].Sample(
        damages =>
        {
            var text = new List<byte>(Whole);
            foreach (var damage in damages) damage(text);
            var reading = Manifests.Read([.. text]);
            var lines = text.Count(each => each == '\n') + 2 + text.Count(each => each == '\r');
            Assert.All(reading.Diagnostics, each => Assert.InRange(each.Location.Line, 1, lines));
            Assert.All(reading.Diagnostics, each => Assert.True(each.Location.Column >= 1));
        },
        iter: Documents,
        seed: "0000KKRuWhp8",
        threads: 1);

    [Theory(DisplayName = "what is large in one direction is read or refused in reasonable time")]
    [InlineData("[")]
    [InlineData("- ")]
    [InlineData("{a: ")]
    [InlineData("? ")]
    [InlineData("\"")]
    [InlineData("&a ")]
    [InlineData("!a ")]
    [InlineData("x: *a\n")]
    [InlineData("--- [\n")]
    [InlineData("a\n")]
    [InlineData("a: b\n")]
    [InlineData("# c\n")]
    public void Repeated(string part)
    {
        var reading = Manifests.Read(string.Concat(Enumerable.Repeat(part, 100_000 / part.Length)));
        Assert.Empty(reading.Resources);
    }

    private static int Apply(List<byte> text, int kind, int at, byte value, int length)
    {
        if (text.Count == 0) return 0;
        at %= text.Count;
        switch (kind)
        {
            case 0:
                text[at] = value;
                break;
            case 1:
                text.Insert(at, Marks[value % Marks.Length]);
                break;
            case 2:
                text.RemoveRange(at, Math.Min(length, text.Count - at));
                break;
            case 3:
                text.InsertRange(at, text.GetRange(at, Math.Min(length, text.Count - at)));
                break;
            case 4:
                text[at] = Marks[value % Marks.Length];
                break;
            default:
                text.RemoveRange(at, text.Count - at);
                break;
        }

        return text.Count;
    }
}
