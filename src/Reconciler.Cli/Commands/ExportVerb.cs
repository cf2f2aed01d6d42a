using System.CommandLine;
using System.Globalization;
using System.Text;
using Reconciler.Adapters.Keys;
using Reconciler.Adapters.Secrets;
using Reconciler.Cli.Composition;
using Reconciler.Core.Applying;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Desired;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Domain;
using Reconciler.Pki.Bundles;
using Reconciler.Pki.Keys;

namespace Reconciler.Cli.Commands;

/// <summary>Chain and private key of a certificate in one file under a passphrase, which never stands on the command line.</summary>
internal sealed class ExportVerb : IVerb
{
    private const string Stdout = "-";

    private readonly Argument<string> _subject = new("id") { Description = "a certificate, for example certificate/www" };
    private readonly Option<string> _form = new("--as") { Description = "form of the file: pem, pkcs12, jks", DefaultValueFactory = _ => "pem" };
    private readonly Option<string> _out = new("--out") { Description = "file to write, mode 0600; - for stdout", Required = true };
    private readonly Option<bool> _force = new("--force") { Description = "writes over a file that is there" };
    private readonly Option<string?> _file = new("--passphrase-file") { Description = "file that holds the passphrase in one line" };
    private readonly Option<string?> _variable = new("--passphrase-env") { Description = "environment variable that holds the passphrase" };
    private readonly Option<string> _repository = RepositoryArgument.AsOption();

    public string Name => "export";

    public string Description => "Writes chain and private key of a certificate into one file under a passphrase";

    public void Describe(Command command)
    {
        _form.CompletionSources.Add([.. Enum.GetValues<BundleFormat>().Select(CertificateExport.Word)]);
        command.Arguments.Add(_subject);
        foreach (var option in (Option[])[_form, _out, _force, _file, _variable, _repository]) command.Options.Add(option);
    }

    public async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var form = FormOf(invocation.Parsed.GetRequiredValue(_form));
        var (path, force) = (invocation.Parsed.GetRequiredValue(_out), invocation.Parsed.GetValue(_force));
        if (path != Stdout) PrivateFile.Check(path = Path.GetFullPath(path), force);
        var place = await StatePlace.FindAsync(invocation.Parsed.GetRequiredValue(_repository), invocation, cancellationToken).ConfigureAwait(false);
        using var vault = new KeyVault(place.RequireFolder(), invocation.Environment, new SystemEntropy(), invocation.Passphrases);
        var faults = KillAtPoint.Of(invocation.Environment);
        var export = new CertificateExport(place.OpenStore(invocation.Time), vault, new BundleEncoder(), invocation.Time, faults);
        var id = await export.ChooseAsync(invocation.Parsed.GetRequiredValue(_subject), cancellationToken).ConfigureAwait(false);
        using var passphrase = Passphrase(invocation);
        var bundle = await export.ExportAsync(id, form, passphrase, path == Stdout ? "stdout" : path, invocation.Options.LockTimeout, cancellationToken).ConfigureAwait(false);
        await WriteAsync(bundle, form, path, force, faults, invocation).ConfigureAwait(false);
        return ExitCode.Success;
    }

    private static async Task WriteAsync(ExportedBundle bundle, BundleFormat form, string path, bool force, IFaultInjector faults, Invocation invocation)
    {
        if (path != Stdout)
        {
            PrivateFile.Write(path, bundle.Bytes, force, faults);
            await invocation.Terminal.WriteResultAsync(string.Create(
                CultureInfo.InvariantCulture, $"Exported {bundle.Certificate.Short}, version {bundle.Version}, until {Instants.Format(bundle.NotAfter)}, as {CertificateExport.Word(form)} to {path}\n")).ConfigureAwait(false);
        }
        else if (form == BundleFormat.Pem)
        {
            await invocation.Terminal.WriteResultAsync(Encoding.ASCII.GetString(bundle.Bytes)).ConfigureAwait(false);
        }
        else
        {
            await invocation.Terminal.WriteResultAsync(bundle.Bytes).ConfigureAwait(false);
        }
    }

    private static BundleFormat FormOf(string word)
    {
        foreach (var form in Enum.GetValues<BundleFormat>())
        {
            if (CertificateExport.Word(form) == word) return form;
        }

        throw new ReconcilerException(FailureKind.Usage, $"\"{word}\" is no form of a file", "one of pem, pkcs12, jks");
    }

    private Secret Passphrase(Invocation invocation)
    {
        var (file, variable) = (invocation.Parsed.GetValue(_file), invocation.Parsed.GetValue(_variable));
        if (file is not null && variable is not null)
            throw new ReconcilerException(FailureKind.Usage, "--passphrase-file and --passphrase-env exclude each other", "keep one of them");
        var passphrase = file is not null ? Read(new SecretReference.File(Path.GetFullPath(file)), invocation)
            : variable is not null ? Read(new SecretReference.Variable(variable), invocation)
            : Asked(invocation);
        if (Passphrases.Fault(passphrase, Passphrases.LeastForExport) is not { } fault) return passphrase;
        passphrase.Dispose();
        throw new ReconcilerException(FailureKind.Usage, $"the passphrase {fault}", $"it has {Passphrases.LeastForExport} to {Passphrases.Most} printable ASCII characters");
    }

    private static Secret Read(SecretReference reference, Invocation invocation) =>
        new SecretReader(workingFolder: null, invocation.Environment).Read(reference).IsOk(out var secret, out var missing)
            ? secret
            : throw new ReconcilerException(FailureKind.Usage, $"there is no passphrase: {missing}", "put it there, or leave the option out on a terminal");

    private static Secret Asked(Invocation invocation) => invocation.Terminal.AskSecretTwice("Passphrase for the file") ?? throw new ReconcilerException(
        FailureKind.Usage, "there is no passphrase, and nobody to ask for one", "give --passphrase-file or --passphrase-env");
}
