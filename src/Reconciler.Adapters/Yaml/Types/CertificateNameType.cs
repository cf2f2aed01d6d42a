using System.Diagnostics.CodeAnalysis;
using Reconciler.Adapters.Yaml.Fields;
using Reconciler.Adapters.Yaml.Nodes;
using Reconciler.Core.Domain;

namespace Reconciler.Adapters.Yaml.Types;

/// <summary>A name that a certificate carries (rows NAM-04, NAM-05).</summary>
internal sealed class CertificateNameType : ScalarType<DnsName>
{
    private const string Label = "(?!(?![Xx][Nn])..--)[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?";

    public static CertificateNameType Instance { get; } = new();

    public override string Name => "host name or wildcard";

    public override string Grammar => "labels of letters, digits and hyphens, without a dot at the end; a wildcard is one whole left-most label: \"*.example.com\", in quotes";

    /// <summary>Labels with hyphens in positions 3 and 4 are A-labels; a name that ends in a number is an address.</summary>
    public override string Pattern => @"^(?!.*(^|\.)([0-9]+|0[xX][0-9A-Fa-f]*)$)(\*\.)?" + Label + @"(\." + Label + ")*$";

    public override (int Least, int Most)? Bounds => (1, DnsNameSyntax.MaxLength);

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
