using System.Text;

namespace Reconciler.Cli.Tests.Diagnostics;

/// <summary>Repositories that a checkout cannot hold everywhere, or that Git would change: made anew for each test.</summary>
public sealed class MadeRepositoryTests : IDisposable
{
    private const string Root = "apiVersion: reconciler/v1\nkind: CertificateAuthority\nmetadata: { name: root }\nspec:\n  type: root\n  subject: { commonName: Root }\n";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact(DisplayName = "a link among the manifests is passed over with a warning, wherever it leads")]
    public async Task Links()
    {
        _folder.Write("root.yaml", Root);
        File.CreateSymbolicLink(_folder.Combine("again.yaml"), "root.yaml");
        File.CreateSymbolicLink(_folder.Combine("outside.yaml"), "/etc/passwd");
        var text = await SaidAsync(0);
        Assert.Contains("warning[C120]: the file is a link and is passed over   again.yaml:1:1", text, StringComparison.Ordinal);
        Assert.Contains("outside.yaml:1:1", text, StringComparison.Ordinal);
        Assert.Contains("Checked 1 file, 1 object: 0 errors, 2 warnings", text, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "a submodule is passed over with a warning")]
    public async Task Submodules()
    {
        _folder.Write("root.yaml", Root);
        _folder.Write("vendor/pki/.git", "gitdir: ../../.git/modules/pki\n");
        _folder.Write("vendor/pki/other.yaml", Root);
        var text = await SaidAsync(0);
        Assert.Contains("warning[C121]: the folder is a repository of its own and is passed over   vendor/pki:1:1", text, StringComparison.Ordinal);
    }

    [SkippableFact(DisplayName = "paths that differ in case only are told, with both places")]
    public async Task Case()
    {
        _folder.Write("root.yaml", Root);
        _folder.Write("ROOT.yaml", "# nothing\n");
        Skip.If(Directory.GetFiles(_folder.Path).Length == 1, "this file system knows no case");
        var text = await SaidAsync(0);
        Assert.Contains("warning[C122]: the path differs from \"ROOT.yaml\" in case only   root.yaml:1:1", text, StringComparison.Ordinal);
        Assert.Contains("the other   ROOT.yaml:1:1", text, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "a path with control characters is refused and shown without them")]
    public async Task ControlCharacters()
    {
        _folder.Write("root.yaml", Root);
        _folder.Write("a\u001b[31m.yaml", Root);
        var text = await SaidAsync(3);
        Assert.Contains("error[C052]: the path holds control characters   a?[31m.yaml:1:1", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', text);
    }

    [Fact(DisplayName = "a file beyond 1 MiB is refused, naming the limit")]
    public async Task TooLarge()
    {
        _folder.Write("root.yaml", Root);
        _folder.Write("large.yaml", new string('#', (1 << 20) + 1));
        Assert.Contains("error[C050]: the file has 1048577 bytes; 1048576 are allowed   large.yaml:1:1", await SaidAsync(3), StringComparison.Ordinal);
    }

    [Fact(DisplayName = "a byte order mark and CR LF mean nothing; places are counted without them")]
    public async Task MarkAndLineEnds()
    {
        File.WriteAllText(_folder.Combine("root.yaml"), (Root + "  colour: red\n").Replace("\n", "\r\n", StringComparison.Ordinal), new UTF8Encoding(true));
        var text = await SaidAsync(3);
        Assert.Contains("error[C009]: the key \"colour\" is not known   root.yaml:7:3", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\r', text);
    }

    [Fact(DisplayName = "--path narrows what is checked")]
    public async Task Narrowed()
    {
        _folder.Write("good/root.yaml", Root);
        _folder.Write("bad/root.yaml", "a: [1,\n");
        await SaidAsync(0, "--path", "good");
        await SaidAsync(3);
    }

    private async Task<string> SaidAsync(int code, params string[] options)
    {
        var (ended, text) = await Validation.RunAsync(_folder.Path, options);
        Assert.True(ended == code, text);
        return text;
    }
}
