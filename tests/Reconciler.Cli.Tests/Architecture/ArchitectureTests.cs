using System.Reflection;
using ArchUnitNET.Loader;
using Reconciler.Adapters.Yaml;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Planning;
using Reconciler.Pki.Issuance;
using Reconciler.Web;

namespace Reconciler.Cli.Tests.Architecture;

/// <summary>Fails when a wall of the house is crossed: see src/README.md.</summary>
public sealed class ArchitectureTests
{
    private static readonly Assembly[] Assemblies =
        [typeof(Planner).Assembly, typeof(CertificateSigner).Assembly, typeof(YamlManifestReader).Assembly, typeof(WebServer).Assembly, typeof(ReconcilerProgram).Assembly];

    private static readonly Lazy<IReadOnlyList<Mention>> Mentions = new(() =>
    [
        .. new ArchLoader().LoadAssemblies(Assemblies).Build().Types
            .Where(type => type.FullName.StartsWith("Reconciler.", StringComparison.Ordinal))
            .SelectMany(type => type.Dependencies.Select(dependency => new Mention(type.FullName, dependency.Target.FullName)))
            .Distinct(),
    ]);

    public static TheoryData<string, Func<IEnumerable<Mention>, IEnumerable<string>>, Mention> Rules => new()
    {
        { "folders of Adapters do not see each other", Walls.BetweenAdapters, new("Reconciler.Adapters.Git.A", "Reconciler.Adapters.Yaml.B") },
        { "Planning never mentions Applying", Walls.PlanningKnowsNoApplying, new("Reconciler.Core.Planning.A", "Reconciler.Core.Applying.B") },
        { "Desired knows no Actual", Walls.DesiredKnowsNoActual, new("Reconciler.Core.Desired.A", "Reconciler.Core.Actual.B") },
        { "Domain knows nothing above it", Walls.DomainKnowsNothingAbove, new("Reconciler.Core.Domain.A", "Reconciler.Core.Planning.B") },
        { "Pki and Adapters do not know each other", Walls.BetweenProjects, new("Reconciler.Pki.A", "Reconciler.Adapters.B.C") },
        { "Web sees Core alone", Walls.BetweenProjects, new("Reconciler.Web.A", "Reconciler.Adapters.B.C") },
        { "a library is named in its folder alone", Walls.LibrariesStayInTheirRoom, new("Reconciler.Core.Desired.A", "YamlDotNet.Core.Parser") },
        { "Core touches no file", Walls.LibrariesStayInTheirRoom, new("Reconciler.Core.Desired.A", "System.IO.File") },
    };

    [Theory(DisplayName = "A wall stands, and its rule fires on an invented crossing")]
    [MemberData(nameof(Rules))]
    public void A_wall_stands(string name, Func<IEnumerable<Mention>, IEnumerable<string>> rule, Mention crossing)
    {
        Assert.True(Mentions.Value.Count > 1000, "the types were not loaded");
        Assert.Single(rule([crossing]));
        Assert.True(!rule(Mentions.Value).Any(), $"{name}:\n{string.Join('\n', rule(Mentions.Value))}");
    }

    [Fact(DisplayName = "Core references the base class library alone")]
    public void Core_references_the_base_class_library_alone() =>
        Assert.All(typeof(Planner).Assembly.GetReferencedAssemblies(), reference => Assert.StartsWith("System.", reference.Name!));

    [Fact(DisplayName = "Every diagnostic code is unique, of its severity's range, and explained")]
    public void Every_diagnostic_code_is_unique_and_explained()
    {
        var codes = DiagnosticCodes.In(Assemblies);
        Assert.True(codes.Count > 40);
        Assert.Equal(codes.Count, codes.Select(code => code.Id).Distinct().Count());
        Assert.All(codes, code =>
        {
            Assert.Matches("^C[0-9]{3}$", code.Id);
            Assert.Equal(code.Id[1] == '1' ? Severity.Warning : Severity.Error, code.Severity);
            Assert.True(code.Title.Length > 5 && code.Explanation.Length > 20, code.Id);
        });
    }
}
