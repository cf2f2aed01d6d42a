using Reconciler.Core.Diagnostics;

namespace Reconciler.Adapters.Keys;

/// <summary>Where a passphrase comes from, as the variable says behind <c>passphrase:</c>.</summary>
/// <param name="Kind">What <paramref name="Name"/> is.</param>
/// <param name="Name">Of the file or variable; empty for a prompt.</param>
/// <param name="Variable">That says so, for messages.</param>
internal sealed record PassphraseOrigin(PassphraseOriginKind Kind, string Name, string Variable)
{
    private const string FilePrefix = "file:";
    private const string VariablePrefix = "env:";
    private const string Prompt = "prompt";

    public static PassphraseOrigin Parse(string text, string variable, string scope)
    {
        if (text == Prompt) return new(PassphraseOriginKind.Prompt, "", variable);
        if (text.StartsWith(FilePrefix, StringComparison.Ordinal)) return new(PassphraseOriginKind.File, text[FilePrefix.Length..], variable);
        if (text.StartsWith(VariablePrefix, StringComparison.Ordinal)) return new(PassphraseOriginKind.Variable, text[VariablePrefix.Length..], variable);

        // What stands there may be the passphrase itself, so it is not repeated.
        throw new ReconcilerException(
            FailureKind.Environment,
            $"the variable {variable} does not say where the passphrase for the key-encryption key of {scope} is",
            "let it hold passphrase:file:/path, passphrase:env:NAME or passphrase:prompt; the passphrase itself never stands in it");
    }
}

internal enum PassphraseOriginKind
{
    File,
    Variable,
    Prompt,
}
