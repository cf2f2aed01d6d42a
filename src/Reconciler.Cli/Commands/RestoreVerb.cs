using System.CommandLine;
using System.Globalization;
using System.Text;
using Reconciler.Adapters.Store.Sqlite.Archive;
using Reconciler.Cli.Composition;
using Reconciler.Cli.Options;
using Reconciler.Cli.Output;
using Reconciler.Core.Actual;
using Reconciler.Pki.Revocation;

namespace Reconciler.Cli.Commands;

/// <summary>Puts a backup back, raised above what was published since, and says what nobody but a person can do.</summary>
internal sealed class RestoreVerb : IVerb
{
    private readonly Argument<string> _file = new("file") { Description = "file that backup wrote" };
    private readonly Option<bool> _force = new("--force") { Description = "where a state of the same lineage is: keeps a copy of it and puts the backup in its place" };
    private readonly Option<string> _repository = RepositoryArgument.AsOption();

    public string Name => "restore";

    public string Description => "Puts a backup back into a state folder that is empty, or with --force in place of what is there";

    public void Describe(Command command)
    {
        command.Arguments.Add(_file);
        command.Options.Add(_force);
        command.Options.Add(_repository);
    }

    public async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var place = await StatePlace.FindAsync(invocation.Parsed.GetRequiredValue(_repository), invocation, cancellationToken).ConfigureAwait(false);
        var folder = place.RequireFolder();
        var report = await new StateRestore(folder, invocation.Time, ReadCrl)
            .RestoreAsync(invocation.Parsed.GetRequiredValue(_file), invocation.Parsed.GetValue(_force), invocation.Options.LockTimeout, cancellationToken)
            .ConfigureAwait(false);
        await invocation.Terminal.WriteResultAsync(invocation.Options.Format == OutputFormat.Json ? Json(folder, report) : Text(folder, report)).ConfigureAwait(false);
        return ExitCode.Success;
    }

    /// <summary>A CRL that cannot be read teaches nothing; the clock still keeps numbers from going back.</summary>
    private static PublishedCrl? ReadCrl(string path)
    {
        try
        {
            return File.Exists(path) ? PublishedCrlReader.TryRead(File.ReadAllBytes(path)) : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string Text(string folder, RestoreReport report)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"Put back into {folder}: serial {report.BackupSerial} of lineage {report.Lineage}; the state goes on with serial {report.Serial}\n");
        if (report.KeptCopy is { } copy) text.Append(CultureInfo.InvariantCulture, $"What was there is kept as {copy}\n");
        if (report.FormerIsDamaged) text.Append("It is damaged, so nothing could be learned from it about serials and revocations after the backup\n");
        text.Append("The next CRL of each authority gets a number above every one published before\n");
        if (report.RevokedMeanwhile > 0) text.Append(CultureInfo.InvariantCulture, $"Revoked after the backup, and revoked again: {report.RevokedMeanwhile}\n");
        if (!report.UnknownRevoked.IsEmpty)
            text.Append(CultureInfo.InvariantCulture, $"Unknown to the backup, but on a published CRL, where they stay: {string.Join(", ", report.UnknownRevoked)}\n");

        text.Append("Certificates issued after the backup are unknown to this state: it neither renews nor revokes them, and replaces those that manifests ask for\n");
        Keys(text, folder, report);
        return text.Append("Now run: reconciler doctor, then reconciler plan\n").ToString();
    }

    private static void Keys(StringBuilder text, string folder, RestoreReport report)
    {
        foreach (var region in report.Regions.Where(region => region.IsPassphrase))
        {
            text.Append(CultureInfo.InvariantCulture, $"The key-encryption key of account {region.Account}, region {region.Region} is made of its passphrase by {Path.Combine(folder, region.PassphraseFile)}, which is in its place\n");
        }

        foreach (var path in report.Regions.Where(region => !region.IsPassphrase).Select(region => Path.Combine(folder, region.KeyFile)))
        {
            text.Append(File.Exists(path)
                ? $"The key-encryption key {path} is there; doctor tells whether it is the right one\n"
                : $"Put the key-encryption key back as {path}, mode 0600, or give it by the environment: without it no private key opens\n");
        }
    }

    private static string Json(string folder, RestoreReport report) => ResultJson.Render(json =>
    {
        json.WriteString("state", folder);
        json.WriteString("lineage", report.Lineage);
        json.WriteNumber("backup_serial", report.BackupSerial);
        json.WriteNumber("serial", report.Serial);
        json.WriteString("kept_copy", report.KeptCopy);
        json.WriteBoolean("former_damaged", report.FormerIsDamaged);
        json.WriteNumber("revoked_meanwhile", report.RevokedMeanwhile);
        json.Strings("revoked_unknown", report.UnknownRevoked);
        json.Strings("key_encryption_keys_needed", report.Regions.Where(region => !region.IsPassphrase).Select(region => region.KeyFile));
        json.Strings("passphrases_needed", report.Regions.Where(region => region.IsPassphrase).Select(region => $"{region.Account}/{region.Region}"));
        json.Strings("passphrase_parameters_placed", report.Regions.Where(region => region.IsPassphrase).Select(region => region.PassphraseFile));
    });
}
