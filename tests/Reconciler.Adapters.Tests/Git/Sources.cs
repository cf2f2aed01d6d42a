using System.Text;
using Reconciler.Adapters.Git;
using Reconciler.Core.Desired;
using Reconciler.Core.Diagnostics;

namespace Reconciler.Adapters.Tests.Git;

/// <summary>Opens sources in tests.</summary>
internal static class Sources
{
    public static Task<ISourceTree> Open(string repository, string? reference = null, string? path = null) =>
        new GitSourceOpener().OpenAsync(new(repository, reference, path), CancellationToken.None);

    public static async Task<ReconcilerException> Refused(string repository, string? reference = null, string? path = null)
    {
        var failure = await Assert.ThrowsAsync<ReconcilerException>(() => Open(repository, reference, path));
        Assert.Equal(FailureKind.Usage, failure.Kind);
        return failure;
    }

    public static string[] Paths(this ISourceTree tree) => [.. tree.Manifests.Select(file => file.Path)];

    public static string Text(this ISourceTree tree, string path) => Encoding.UTF8.GetString(tree.Read(tree.Manifests.Single(file => file.Path == path)).Span);

    public static string? Other(this ISourceTree tree, string path) => tree.TryRead(path) is { } content ? Encoding.UTF8.GetString(content.Span) : null;

    public static string[] Problems(this ISourceTree tree) => [.. tree.Diagnostics.Select(each => $"{each.Code.Id} {each.Location.File}")];
}
