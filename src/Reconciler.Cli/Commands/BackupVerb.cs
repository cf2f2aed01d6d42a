using System.CommandLine;
using System.Globalization;
using System.Text;
using Reconciler.Adapters.Store.Sqlite.Archive;
using Reconciler.Cli.Composition;
using Reconciler.Cli.Options;
using Reconciler.Cli.Output;

namespace Reconciler.Cli.Commands;

/// <summary>Saves the state into one file, without the key-encryption keys, and says so.</summary>
internal sealed class BackupVerb : IVerb
{
    private readonly Argument<string> _file = new("file") { Description = "file to write; one that is there is not written over" };
    private readonly Option<string> _repository = RepositoryArgument.AsOption();

    public string Name => "backup";

    public string Description => "Saves the state into one file, while runs go on; private keys stay encrypted, key-encryption keys are left out";

    public void Describe(Command command)
    {
        command.Arguments.Add(_file);
        command.Options.Add(_repository);
    }

    public async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var place = await StatePlace.FindAsync(invocation.Parsed.GetRequiredValue(_repository), invocation, cancellationToken).ConfigureAwait(false);
        var (folder, file) = (place.RequireFolder(), invocation.Parsed.GetRequiredValue(_file));
        var report = await new StateBackup(folder).WriteAsync(file, cancellationToken).ConfigureAwait(false);
        await invocation.Terminal.WriteResultAsync(invocation.Options.Format == OutputFormat.Json ? Json(file, report) : Text(file, folder, report)).ConfigureAwait(false);
        return ExitCode.Success;
    }

    private static string Text(string file, string folder, BackupReport report)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"Saved {file}: state serial {report.Serial} of lineage {report.Lineage}, {report.Size} bytes\n");
        if (report.Regions.IsEmpty) return text.ToString();
        text.Append("Its private keys stay encrypted. Left out, and needed to use them again; keep a copy of each, apart from this file:\n");
        foreach (var region in report.Regions)
            text.Append(region.IsPassphrase ? $"    the passphrase of account {region.Account}, region {region.Region}\n" : $"    {Path.Combine(folder, region.KeyFile)}, or what stands for it in the environment\n");
        foreach (var region in report.Regions.Where(region => region.IsPassphrase))
            text.Append(CultureInfo.InvariantCulture, $"In the file, since no key can be made of the passphrase without it: {Path.Combine(folder, region.PassphraseFile)}\n");
        return text.ToString();
    }

    private static string Json(string file, BackupReport report) => ResultJson.Render(json =>
    {
        json.WriteString("file", file);
        json.WriteString("lineage", report.Lineage);
        json.WriteNumber("serial", report.Serial);
        json.WriteNumber("size", report.Size);
        json.Strings("key_encryption_keys_left_out", report.Regions.Where(region => !region.IsPassphrase).Select(region => region.KeyFile));
        json.Strings("passphrases_left_out", report.Regions.Where(region => region.IsPassphrase).Select(region => $"{region.Account}/{region.Region}"));
        json.Strings("passphrase_parameters_included", report.Regions.Where(region => region.IsPassphrase).Select(region => region.PassphraseFile));
    });
}
