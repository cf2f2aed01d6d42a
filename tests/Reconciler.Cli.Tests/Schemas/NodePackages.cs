using System.Security.Cryptography;

namespace Reconciler.Cli.Tests.Schemas;

/// <summary>
/// The packages of <c>package-lock.json</c>, installed once below the build's output. Without npm, or where npm cannot fetch them, tests are skipped with the
/// reason, and fail under <c>RECONCILER_STRICT=1</c>.
/// </summary>
internal static class NodePackages
{
    private static readonly string Source = Path.Combine(RepositoryRoot.Path, "tests", "Reconciler.Cli.Tests", "Schemas");
    private static readonly Lock Installing = new();

    /// <summary>Folder with <c>node_modules</c>, to run node in.</summary>
    public static string Require()
    {
        ExternalPrograms.Require("node");
        ExternalPrograms.Require("npm");
        lock (Installing)
        {
            var hash = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(Source, "package-lock.json"))))[..12];
            var folder = Path.Combine(AppContext.BaseDirectory, "node", hash);
            var done = Path.Combine(folder, "installed");
            if (!File.Exists(done)) Install(folder, done);
            return folder;
        }
    }

    /// <summary>Runs a script of this folder to its end.</summary>
    public static ProgramRun Run(string script, params IEnumerable<string> arguments)
    {
        var folder = Require();
        return ExternalPrograms.Run("node", [Path.Combine(Source, script), .. arguments], folder);
    }

    private static void Install(string folder, string done)
    {
        Directory.CreateDirectory(folder);
        foreach (var file in new[] { "package.json", "package-lock.json" }) File.Copy(Path.Combine(Source, file), Path.Combine(folder, file), overwrite: true);
        var run = ExternalPrograms.Run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"], folder);
        if (run.ExitCode != 0)
        {
            var reason = $"npm cannot install the packages: {run.All}";
            if (ExternalPrograms.IsStrict) Assert.Fail(reason);
            Skip.If(true, reason);
        }

        File.WriteAllText(done, "");
    }
}
