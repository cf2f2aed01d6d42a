using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;

namespace Reconciler.Adapters.Deploy;

/// <summary>Makes what files hold, by layout; open for one batch on one target.</summary>
internal sealed class ContentMaker : IDisposable
{
    /// <summary>
    /// Of the derivation from the password, a tenth of a second for one file: the password of a server is long and not typed, and is derived anew for
    /// every certificate and at every start of the server.
    /// </summary>
    private const int Iterations = 100_000;

    private readonly FilesLayout _layout;
    private readonly IBundleEncoder _encoder;
    private readonly Secret? _password;

    private ContentMaker(FilesLayout layout, IBundleEncoder encoder, Secret? password) => (_layout, _encoder, _password) = (layout, encoder, password);

    /// <summary>Throws <see cref="FileFailureException"/> when the password that the layout needs is missing or cannot be used.</summary>
    public static ContentMaker Open(TargetSpec.Files spec, IBundleEncoder encoder, ISecretSource secrets) =>
        new(spec.Layout, encoder, spec.Layout.NeedsPassword() ? Password(spec, secrets) : null);

    public PublishedContent Make(DeployItem item) => _layout switch
    {
        FilesLayout.Split or FilesLayout.Bundle => new PemText(item.PrivateKey.Bytes, item.Leaf, item.Chain),
        FilesLayout.Pkcs12 => KeyStore(BundleFormat.Pkcs12, item),
        FilesLayout.Jks => KeyStore(BundleFormat.Jks, item),
    };

    public void Dispose() => _password?.Dispose();

    private static Secret Password(TargetSpec.Files spec, ISecretSource secrets)
    {
        if (spec.Password is not { } reference) throw new FileFailureException($"layout {spec.Layout.Word()} needs a password, and its target names none", needsPerson: true);
        if (!secrets.Read(reference).IsOk(out var password, out var missing)) throw new FileFailureException($"the password of the {spec.Layout.Word()} file: {missing}", needsPerson: true);
        if (Passphrases.Fault(password, Passphrases.LeastForTarget) is not { } fault) return password;
        password.Dispose();
        throw new FileFailureException($"the password of the {spec.Layout.Word()} file, {reference}, {fault}", needsPerson: true);
    }

    private KeyStoreContent KeyStore(BundleFormat format, DeployItem item) =>
        new(_encoder.Encode(format, new(item.Certificate.Name, item.Leaf, item.Chain, item.PrivateKey), _password!, Iterations));
}
