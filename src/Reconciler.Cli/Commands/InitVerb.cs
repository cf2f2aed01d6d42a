using System.CommandLine;
using Reconciler.Adapters.Yaml.Schemas;
using Reconciler.Core.Diagnostics;
using Reconciler.Pki.Keys;

namespace Reconciler.Cli.Commands;

/// <summary>Writes a small commented repository to start from; asks nothing and overwrites nothing.</summary>
internal sealed class InitVerb : IVerb
{
    private readonly Argument<string> _repository = RepositoryArgument.Positional();

    public string Name => "init";

    public string Description => "Writes a small commented repository to start from";

    public void Describe(Command command) => command.Arguments.Add(_repository);

    public async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var folder = Path.GetFullPath(invocation.Parsed.GetRequiredValue(_repository));
        var files = new[]
        {
            ("account.yaml", Account()),
            ("authorities.yaml", Template("authorities.yaml")),
            ("certificates.yaml", Template("certificates.yaml")),
            (SchemaWriter.AllKindsFile, SchemaWriter.AllKinds()),
        };
        var taken = files.Select(file => Path.Combine(folder, file.Item1)).FirstOrDefault(File.Exists);
        if (taken is not null) throw new ReconcilerException(FailureKind.Usage, $"{taken} is there already; nothing was written", "choose another folder");
        try
        {
            Directory.CreateDirectory(folder);
            foreach (var (name, text) in files) await File.WriteAllTextAsync(Path.Combine(folder, name), text, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ReconcilerException(FailureKind.Environment, $"{folder} cannot be written: {failure.Message}");
        }

        await invocation.Terminal.WriteResultAsync(
            $"Wrote {string.Join(", ", files.Select(file => file.Item1))} in {folder}\nNext: reconciler plan {invocation.Parsed.GetRequiredValue(_repository)}\n").ConfigureAwait(false);
        return ExitCode.Success;
    }

    /// <summary>The salt is drawn once here; it is public and belongs into the repository.</summary>
    private static string Account()
    {
        var salt = new byte[16];
        new SystemEntropy().Fill(salt);
        return Template("account.yaml").Replace("{salt}", Convert.ToHexStringLower(salt), StringComparison.Ordinal);
    }

    private static string Template(string name)
    {
        using var stream = typeof(InitVerb).Assembly.GetManifestResourceStream($"Reconciler.Cli.Commands.Init.{name}")
            ?? throw new InvalidOperationException($"the template {name} is not in the program");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
