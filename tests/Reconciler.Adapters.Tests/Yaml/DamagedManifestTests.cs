using System.Text;
using CsCheck;
using Reconciler.Testing;

namespace Reconciler.Adapters.Tests.Yaml;

/// <summary>No input ends the process: what comes out is objects or diagnostics.</summary>
public sealed class DamagedManifestTests
{
    private const int Documents = 20_000;
    private const int LargestBase = 8192;
    private const int MemoryAtAll = 1 << 20;
    private const int MemoryPerOctet = 1024;

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

    /// <summary>The wrong and right manifests of the cases, and one that has everything.</summary>
    private static readonly byte[][] Bases =
    [
        Whole,
        .. Directory.GetDirectories(ManifestCaseTests.Folder).Order(StringComparer.Ordinal)
            .Select(folder => File.ReadAllBytes(Path.Combine(folder, "input.yaml")))
            .Where(text => text.Length is > 0 and <= LargestBase),
    ];

    private static readonly Gen<(int Base, (int Kind, int At, byte Value, int Length)[] Damages)> Damaged =
        Gen.Select(Gen.Int[0, Bases.Length * 2], Gen.Select(Gen.Int[0, 5], Gen.Int[0, 10_000], Gen.Byte, Gen.Int[1, 40]).Array[1, 6]);

    /// <summary>Documents that failed once; a new one is written here by the test that finds it.</summary>
    private static readonly string Folder = Path.Combine(RepositoryRoot.Path, "tests", "Reconciler.Adapters.Tests", "Yaml", "damaged");

    public static TheoryData<string> Kept => [.. Directory.GetFiles(Folder, "*.yaml").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Fact(DisplayName = "twenty thousand damaged manifests give diagnostics or objects, never an exception, in bounded memory")]
    public void ManyDamaged()
    {
        var failures = Enumerable.Range(0, Documents).AsParallel().Select(Failure).OfType<string>().Take(3).ToList();
        Assert.True(failures.Count == 0, string.Join('\n', failures));
    }

    [Theory(DisplayName = "a damaged manifest that was found once stays a case")]
    [MemberData(nameof(Kept))]
    public void KeptDamage(string name) => Check(File.ReadAllBytes(Path.Combine(Folder, name)));

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

    /// <summary>Null where all is well; else what is wrong with the document of that number, which is kept.</summary>
    private static string? Failure(int number)
    {
        var (index, damages) = Damaged.Generate(new PCG(0, (ulong)number), null, out _);
        var text = new List<byte>(index < Bases.Length ? Bases[index] : Whole);
        foreach (var (kind, at, value, length) in damages) Apply(text, kind, at, value, length);
        try
        {
            Check([.. text]);
            return null;
        }
        catch (Exception failure)
        {
            var file = Path.Combine(Folder, $"{number}.yaml");
            File.WriteAllBytes(file, [.. text]);
            return $"{file}: {failure}";
        }
    }

    /// <summary>Every diagnostic stands in the file, and there are no more of them, nor more memory asked for, than the size of the file explains.</summary>
    private static void Check(byte[] text)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var reading = Manifests.Read(text);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        var lines = text.Count(each => each == '\n') + 2 + text.Count(each => each == '\r');
        Assert.All(reading.Diagnostics, each => Assert.InRange(each.Location.Line, 1, lines));
        Assert.All(reading.Diagnostics, each => Assert.True(each.Location.Column >= 1));
        Assert.InRange(reading.Diagnostics.Count, 0, text.Length + 1);
        Assert.InRange(allocated, 0, MemoryAtAll + (long)MemoryPerOctet * text.Length);
    }

    private static void Apply(List<byte> text, int kind, int at, byte value, int length)
    {
        if (text.Count == 0) return;
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
    }
}
