using System.CommandLine;

namespace Reconciler.Cli.Commands;

/// <summary>The configuration repository: the argument of most verbs, an option of those that name an object first.</summary>
internal static class RepositoryArgument
{
    public static Argument<string> Positional()
    {
        var argument = new Argument<string>("repository")
        {
            Description = "folder or bare repository with the manifests",
            DefaultValueFactory = _ => ".",
        };

        // What looks like an option and is none would else be taken for a folder.
        argument.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => token.Value.StartsWith('-'))) result.AddError($"\"{token.Value}\" is no option of this verb");
        });
        return argument;
    }

    public static Option<string> AsOption() => new("--repository")
    {
        Description = "folder or bare repository with the manifests",
        DefaultValueFactory = _ => ".",
    };
}
