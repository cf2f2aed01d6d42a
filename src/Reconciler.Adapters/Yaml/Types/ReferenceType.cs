using System.Diagnostics.CodeAnalysis;
using Reconciler.Adapters.Yaml.Fields;
using Reconciler.Adapters.Yaml.Nodes;
using Reconciler.Core.Domain;

namespace Reconciler.Adapters.Yaml.Types;

/// <summary>The name of another object of the account; of an authority also <c>region/name</c>.</summary>
internal sealed class ReferenceType(ResourceKind kind) : ScalarType<ResourceId>
{
    public override string Name => $"name of {Article(kind)}{kind.Word()}";

    public override string Grammar => kind == ResourceKind.CertificateAuthority ? "its metadata.name, or region/name for one of another region" : "its metadata.name";

    public override string Pattern => kind == ResourceKind.CertificateAuthority ? $"^({NameGrammar.Expression}/)?{NameGrammar.Expression}$" : $"^{NameGrammar.Expression}$";

    protected override bool TryParse(YamlNode scalar, FieldDefinition field, DocumentBinding binding, [NotNullWhen(true)] out ResourceId? value)
    {
        value = null;
        var text = scalar.Text;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var name = slash < 0 ? text : text[(slash + 1)..];
        var region = slash < 0 ? null : text[..slash];
        if (!NameGrammar.IsName(name) || (region is not null && !NameGrammar.IsName(region)))
        {
            binding.Report(FieldCodes.BadReference, scalar, $"{Quote.Of(text)} is not the name of {Article(kind)}{kind.Word()}", NameGrammar.Suggestion(name));
            return false;
        }

        if (region is not null && kind != ResourceKind.CertificateAuthority)
        {
            var reason = kind.IsRegional() ? $"a {kind.Word()} of another region cannot be named" : $"a {kind.Word()} has no region";
            binding.Report(FieldCodes.BadReference, scalar, reason, $"write \"{name}\"");
            return false;
        }

        value = binding.Refer(kind, region, name, scalar);
        return true;
    }

    private static string Article(ResourceKind kind) => kind is ResourceKind.CertificateAuthority or ResourceKind.Account ? "an " : "a ";
}
