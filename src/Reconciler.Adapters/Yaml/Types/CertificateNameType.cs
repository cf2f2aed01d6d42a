using System.Diagnostics.CodeAnalysis;
using Reconciler.Adapters.Yaml.Fields;
using Reconciler.Adapters.Yaml.Nodes;
using Reconciler.Core.Domain;

namespace Reconciler.Adapters.Yaml.Types;

/// <summary>A name that a certificate carries (rows NAM-04, NAM-05).</summary>
internal sealed class CertificateNameType : ScalarType<DnsName>
{
    public static CertificateNameType Instance { get; } = new();

    public override string Name => "host name or wildcard";

    protected override bool TryParse(YamlNode scalar, FieldDefinition field, DocumentBinding binding, [NotNullWhen(true)] out DnsName? value)
    {
        if (DnsNameSyntax.Parse(scalar.Text, out var folded).IsOk(out value, out var problem))
        {
            if (folded) CapitalFolding.Fold(scalar, binding);
            return true;
        }

        binding.Report(
            FieldCodes.BadCertificateName,
            scalar,
            $"{Quote.Of(scalar.Text)} is not a name for a certificate: {problem.Reason}",
            problem.Suggestion is null ? null : $"write \"{problem.Suggestion}\"");
        return false;
    }
}
