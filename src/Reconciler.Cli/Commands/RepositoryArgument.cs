using System.CommandLine;

namespace Reconciler.Cli.Commands;

/// <summary>The configuration repository: the argument of most verbs, an option of those that name an object first.</summary>
internal static class RepositoryArgument
{
    public static Argument<string> Positional() => new("repository")
    {
        Description = "folder or bare repository with the manifests",
        DefaultValueFactory = _ => ".",
    };

    public static Option<string> AsOption() => new("--repository")
    {
        Description = "folder or bare repository with the manifests",
        DefaultValueFactory = _ => ".",
    };
}
