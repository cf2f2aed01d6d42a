using Reconciler.Core.Desired;
using Reconciler.Core.Desired.Rules;
using Reconciler.Core.Diagnostics;
using Reconciler.Testing.Desired;

namespace Reconciler.Core.Tests.Desired.Rules;

/// <summary>Runs every rule and writes each diagnostic as <c>code file field: message (help)</c>.</summary>
internal static class RuleRun
{
    public static string[] Check(DesiredBuilder builder) => Check(builder.Resources);

    public static string[] Check(IEnumerable<DeclaredResource> resources)
    {
        var declared = new DeclaredObjects(resources);
        var problems = new DiagnosticBag();
        foreach (var rule in DesiredRules.All) rule(declared, problems);
        _ = ValidationNeeds.Collect(declared, problems);
        return [.. problems.Sorted().Select(Describe)];
    }

    public static string Describe(Diagnostic diagnostic)
    {
        var place = diagnostic.Location.File.EndsWith(".yaml", StringComparison.Ordinal) ? FieldLines.At(diagnostic.Location.Line) : $"{diagnostic.Location.Line}:{diagnostic.Location.Column}";
        var help = diagnostic.Help is null ? "" : $" ({diagnostic.Help})";
        return $"{diagnostic.Code.Id} {diagnostic.Location.File[..^(diagnostic.Location.File.EndsWith(".yaml", StringComparison.Ordinal) ? 5 : 0)]} {place}: {diagnostic.Message}{help}";
    }

    /// <summary>A root, an issuing authority of private trust below it, and one of public trust with a validation method.</summary>
    public static DesiredBuilder Base() => new DesiredBuilder()
        .Root("root")
        .Subordinate("corp", "root")
        .Subordinate("web", "root", DesiredBuilder.Public)
        .Validation("dns");

    /// <summary>A certificate of public trust as the rules want it.</summary>
    public static DesiredBuilder PublicCertificate(this DesiredBuilder builder, string name, string domains, Func<CertificateSpec, CertificateSpec>? with = null) =>
        builder.Certificate(name, "web", domains, spec => (with ?? (same => same))(spec with { Validation = builder.ValidationId("dns") }));
}
