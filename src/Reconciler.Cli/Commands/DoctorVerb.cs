using System.CommandLine;
using System.Globalization;
using System.Text;
using Reconciler.Adapters.Keys;
using Reconciler.Adapters.Store.Sqlite.Health;
using Reconciler.Cli.Composition;
using Reconciler.Cli.Options;
using Reconciler.Cli.Output;
using Reconciler.Core.Actual;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Reporting;
using Reconciler.Pki.Keys;

namespace Reconciler.Cli.Commands;

/// <summary>Looks around the state for what is wrong, and names it with what to do; changes nothing.</summary>
internal sealed class DoctorVerb : IVerb
{
    private readonly Option<string> _repository = RepositoryArgument.AsOption();

    public string Name => "doctor";

    public string Description => "Finds what is wrong with the state, its keys, files and clock, and says what to do; ends 1 when something is";

    public void Describe(Command command) => command.Options.Add(_repository);

    public async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var repository = invocation.Parsed.GetRequiredValue(_repository);
        var working = await StatePlace.WorkingFolderOfAsync(repository, cancellationToken).ConfigureAwait(false);
        var place = StatePlace.Of(repository, working is null, invocation);
        var folder = place.RequireFolder();
        var health = new StateHealth(folder, invocation.Time).Look(cancellationToken);
        var findings = new List<Finding>(health.Findings);
        findings.AddRange(Keys(folder, health.Samples, invocation));
        if (health.IsReadable)
        {
            var state = await place.OpenStore(invocation.Time).ReadAsync(cancellationToken).ConfigureAwait(false);
            findings.AddRange(PlacedFiles.Look(state, new(working, folder), invocation.Time.GetUtcNow()));
        }

        await invocation.Terminal.WriteResultAsync(invocation.Options.Format == OutputFormat.Json ? Json(findings) : Text(folder, findings)).ConfigureAwait(false);
        return findings.Count == 0 ? ExitCode.Success : ExitCode.Error;
    }

    /// <summary>Each region's key-encryption key opens one private key that is stored.</summary>
    private static IEnumerable<Finding> Keys(string folder, IReadOnlyList<KeySample> samples, Invocation invocation)
    {
        using var vault = new KeyVault(folder, invocation.Environment, new SystemEntropy(), invocation.Passphrases);
        foreach (var sample in samples)
        {
            if (Proof(vault, sample) is { } finding) yield return finding;
        }
    }

    private static Finding? Proof(KeyVault vault, KeySample sample)
    {
        try
        {
            vault.Prepare(sample.Context.Crn.Account, sample.Context.Crn.Region, stateHoldsKeys: true, (sample.Context, sample.Key));
            return null;
        }
        catch (ReconcilerException failure)
        {
            return new("key-encryption-key", failure.Message, failure.Remedy ?? "");
        }
    }

    private static string Text(string folder, List<Finding> findings)
    {
        if (findings.Count == 0) return $"Nothing is wrong with {folder}\n";
        var text = new StringBuilder();
        foreach (var finding in findings) text.Append(CultureInfo.InvariantCulture, $"{finding.Word}: {OneLine.Of(finding.Sentence)}; {OneLine.Of(finding.Remedy)}\n");
        return text.ToString();
    }

    private static string Json(List<Finding> findings) => ResultJson.Render(json =>
    {
        json.WriteStartArray("findings");
        foreach (var finding in findings)
        {
            json.WriteStartObject();
            json.WriteString("word", finding.Word);
            json.WriteString("sentence", finding.Sentence);
            json.WriteString("remedy", finding.Remedy);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });
}
