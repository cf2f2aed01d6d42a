using System.Globalization;
using System.Text;
using Reconciler.Adapters.Git;
using Reconciler.Adapters.Git.Remotes;
using Reconciler.Adapters.Records;
using Reconciler.Adapters.Yaml;
using Reconciler.Adapters.Yaml.Cache;
using Reconciler.Cli.Commands;
using Reconciler.Core.Desired;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Reporting;

namespace Reconciler.Cli.Composition;

/// <summary>A repository opened and read: its tree, its desired state or the diagnostics why there is none.</summary>
internal sealed record Workspace(string Repository, ISourceTree Tree, DesiredLoad Load)
{
    private readonly Dictionary<string, string[]> _lines = new(StringComparer.Ordinal);

    public static Task<Workspace> OpenAsync(string repository, Invocation invocation, CancellationToken cancellationToken) =>
        OpenAsync(repository, invocation.Options.Ref, invocation, cancellationToken);

    /// <summary>The repository at <paramref name="reference"/>, whatever <c>--ref</c> says.</summary>
    public static async Task<Workspace> OpenAsync(string repository, string? reference, Invocation invocation, CancellationToken cancellationToken)
    {
        var settings = RemoteSettings.FromEnvironment(invocation.Environment);
        var tree = await new GitSourceOpener(settings).OpenAsync(new(repository, reference, invocation.Options.Path), cancellationToken).ConfigureAwait(false);
        return await ReadAsync(repository, tree, null, invocation).ConfigureAwait(false);
    }

    /// <summary>Reads a tree that is open. What it shares with the one <paramref name="before"/> is taken from there.</summary>
    public static async Task<Workspace> ReadAsync(string repository, ISourceTree tree, Workspace? before, Invocation invocation)
    {
        var load = Read(repository, tree, before, RemoteSettings.FromEnvironment(invocation.Environment).CacheFolder, out var parsed);
        if (invocation.Options.Verbose) await invocation.Terminal.Error.WriteLineAsync(Effort(parsed, load.Files)).ConfigureAwait(false);
        return new(repository, tree, load);
    }

    private static DesiredLoad Read(string repository, ISourceTree tree, Workspace? before, string? cacheFolder, out int parsed)
    {
        var plain = new YamlManifestReader();
        using var caching = cacheFolder is null ? null : new CachingManifestReader(plain, Path.Combine(cacheFolder, "manifests", RepositoryName.Of(repository)));
        var load = new DesiredLoader(caching ?? (IManifestReader)plain, new ScribanRecordTemplates()).Load(tree, before?.Load);
        parsed = caching?.ParsedFiles ?? tree.Manifests.Count;
        return load;
    }

    private static string Effort(int parsed, int files) => string.Create(
        CultureInfo.InvariantCulture, $"parsed {parsed} of {files} manifests{(parsed < files ? ", the rest were known" : "")}");

    /// <summary>Diagnostics as text with the lines they speak of.</summary>
    public string Describe(IEnumerable<Diagnostic> diagnostics, Ink ink) => new DiagnosticText(LineOf, ink).Render(diagnostics);

    /// <summary>Writes warnings and errors to stderr; returns the desired state, or null when there are errors.</summary>
    public async Task<DesiredState?> TellAsync(Invocation invocation)
    {
        if (Load.Diagnostics.Count > 0 && !(invocation.Options.Quiet && Load.State is not null))
            await invocation.Terminal.Error.WriteAsync(Describe(Load.Diagnostics, invocation.Terminal.ErrorInk)).ConfigureAwait(false);
        if (Load.State is null)
            await invocation.Terminal.Error.WriteLineAsync(DiagnosticText.Summary(Load.Diagnostics, Load.Files, Load.Documents)).ConfigureAwait(false);
        return Load.State;
    }

    private string? LineOf(string file, int line)
    {
        if (!_lines.TryGetValue(file, out var lines))
        {
            var content = Tree.TryRead(file);
            _lines.Add(file, lines = content is { } bytes ? Encoding.UTF8.GetString(bytes.Span).ReplaceLineEndings("\n").Split('\n') : []);
        }

        return line >= 1 && line <= lines.Length ? lines[line - 1] : null;
    }
}
