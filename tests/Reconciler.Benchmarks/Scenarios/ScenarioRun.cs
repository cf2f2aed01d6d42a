using Reconciler.Testing;
using Reconciler.Testing.Git;

namespace Reconciler.Benchmarks.Scenarios;

/// <summary>Runs the scenarios asked for, one after the other, with nothing beside them.</summary>
internal static class ScenarioRun
{
    private static readonly (string Name, Func<Bench, Task> Run)[] All =
    [
        ("help", HelpAsync),
        ("validate", bench => ReadAsync(bench, "validate", 1_000, 10_000)),
        ("plan", bench => ReadAsync(bench, "plan", 1_000, 10_000)),
        ("apply", bench => ApplyAsync(bench, ApplyScenario.Curve, 1_000, 10_000)),
        ("rsa", bench => ApplyAsync(bench, ApplyScenario.Rsa, 150)),
        ("growth", async bench =>
        {
            await ReadAsync(bench, "validate", 100_000).ConfigureAwait(false);
            await ReadAsync(bench, "plan", 100_000).ConfigureAwait(false);
        }),
        ("push", PushAsync),
        ("daemon", DaemonAsync),
        ("simulate", SimulateAsync),
        ("deploy", bench => ApplyAsync(bench, ApplyScenario.Deployed, 1_000, 5_000)),
    ];

    /// <summary>All scenarios when none is named.</summary>
    public static async Task<int> RunAsync(IReadOnlyCollection<string> names)
    {
        if (names.FirstOrDefault(name => All.All(scenario => scenario.Name != name)) is { } unknown)
        {
            await Console.Error.WriteLineAsync($"there is no scenario \"{unknown}\"; there are {string.Join(", ", All.Select(scenario => scenario.Name))}").ConfigureAwait(false);
            return 3;
        }

        using var folder = new TempFolder();
        var program = await PublishedProgram.PublishAsync(folder.Combine("program")).ConfigureAwait(false);
        var bench = new Bench(folder, program, new(program, TimeProvider.System), new(Console.Out));
        bench.Table.WriteHead();
        foreach (var (name, run) in All)
        {
            if (names.Count == 0 || names.Contains(name)) await run(bench).ConfigureAwait(false);
        }

        return 0;
    }

    private static async Task HelpAsync(Bench bench)
    {
        var cost = await bench.MedianAsync(9, () => bench.Child.MeasureAsync("--help")).ConfigureAwait(false);
        bench.Table.Write(new("--help", 0, cost, "< 0.06 s"));
    }

    /// <summary>A verb that changes nothing, by a cold process, over repositories that grow.</summary>
    private static async Task ReadAsync(Bench bench, string verb, params int[] sizes)
    {
        foreach (var size in sizes)
        {
            var repository = await bench.RepositoryAsync(size, applied: verb == "plan").ConfigureAwait(false);
            var cost = await bench.MedianAsync(size > 10_000 ? 3 : 5, () => bench.Child.MeasureAsync(verb, repository)).ConfigureAwait(false);
            bench.Table.Write(new($"{verb}, unchanged", size, cost, GoalOf(size)));
        }
    }

    /// <summary>A first apply by a cold process, each time right after the bare work that it is compared with.</summary>
    private static async Task ApplyAsync(Bench bench, ApplyScenario scenario, params int[] sizes)
    {
        const int rounds = 3;
        foreach (var size in sizes)
        {
            var repository = bench.Folder.Combine($"{scenario.Title}-{size}");
            CertificateRepository.Write(repository, size, scenario.IsDeployed, scenario.Algorithm);
            var bare = new List<double>(rounds);
            var cost = await bench.MedianAsync(rounds, async () =>
            {
                foreach (var made in new[] { ".reconciler", "served" })
                {
                    if (Directory.Exists(Path.Combine(repository, made))) Directory.Delete(Path.Combine(repository, made), recursive: true);
                }

                bare.Add(await scenario.BareAsync(repository, size).ConfigureAwait(false));
                return await bench.Child.MeasureAsync("apply", "--auto-approve", "--quiet", repository).ConfigureAwait(false);
            }).ConfigureAwait(false);
            bench.Table.Write(new(scenario.Title, size, cost, scenario.Goal, bare.Order().ElementAt(rounds / 2)));
        }
    }

    /// <summary>From the push notice of ten new certificates to their being stored, by a daemon that runs: over https with a password, and over ssh.</summary>
    private static async Task PushAsync(Bench bench)
    {
        const int size = 1_000;
        using (var scenario = new PushScenario(bench.Folder, bench.Program, TimeProvider.System))
        {
            var time = await scenario.MeasureAsync(size, static async bare =>
            {
                var server = await GitHttpServer.StartAsync(Path.GetDirectoryName(bare)!).ConfigureAwait(false);
                return (server.Url("bare.git"), new() { ["RECONCILER_GIT_USERNAME"] = GitHttpServer.User, ["RECONCILER_GIT_PASSWORD"] = GitHttpServer.Password, ["RECONCILER_GIT_CA_FILE"] = server.CaFile }, server);
            }).ConfigureAwait(false);
            bench.Table.Write(new("push of 10 to 1 000, https", 0, new(time, TimeSpan.Zero, 0), "actions begin < 1 s"));
        }

        using (var scenario = new PushScenario(bench.Folder, bench.Program, TimeProvider.System))
        {
            var time = await scenario.MeasureAsync(size, static async bare =>
            {
                var server = await SshServer.StartAsync().ConfigureAwait(false);
                return (server.Url(bare), new() { ["RECONCILER_SSH_KNOWN_HOSTS"] = server.KnownHosts, ["RECONCILER_SSH_IDENTITY"] = server.Identity }, server);
            }).ConfigureAwait(false);
            bench.Table.Write(new("push of 10 to 1 000, ssh", 0, new(time, TimeSpan.Zero, 0), "actions begin < 1 s"));
        }
    }

    /// <summary>A daemon that has nothing to do, and then something: a table of its own.</summary>
    private static async Task DaemonAsync(Bench bench)
    {
        var scenario = new DaemonScenario(bench.Program, bench.Child, TimeProvider.System);
        List<DaemonFigures> sizes = [];
        foreach (var size in (int[])[1_000, 10_000, 100_000]) sizes.Add(await scenario.MeasureAsync(size).ConfigureAwait(false));
        DaemonFigures.WriteTable(Console.Out, sizes);
    }

    /// <summary>Four years of a fleet, on paper.</summary>
    private static async Task SimulateAsync(Bench bench)
    {
        foreach (var size in (int[])[1_000, 10_000])
        {
            var repository = await bench.RepositoryAsync(size, applied: true).ConfigureAwait(false);
            var cost = await bench.MedianAsync(3, () => bench.Child.MeasureAsync("simulate", "--years", "4", repository)).ConfigureAwait(false);
            bench.Table.Write(new("simulate, 4 years", size, cost, size == 10_000 ? "< 20 s" : ""));
        }
    }

    private static string GoalOf(int size) => size switch
    {
        10_000 => "< 1.0 s, < 300 MB",
        100_000 => "< 8 s",
        _ => "",
    };

    /// <summary>What the scenarios of one run share; repositories are made once.</summary>
    private sealed record Bench(TempFolder Folder, string Program, ChildRun Child, ScenarioTable Table)
    {
        public async Task<string> RepositoryAsync(int size, bool applied)
        {
            var repository = Folder.Combine($"certificates-{size}");
            if (!Directory.Exists(repository)) CertificateRepository.Write(repository, size, deployed: false);
            if (applied && !Directory.Exists(Path.Combine(repository, ".reconciler")))
                await Child.MeasureAsync("apply", "--auto-approve", "--quiet", repository).ConfigureAwait(false);
            return repository;
        }

        public async Task<ChildCost> MedianAsync(int runs, Func<Task<ChildCost>> run)
        {
            var costs = new List<ChildCost>(runs);
            for (var i = 0; i < runs; i++) costs.Add(await run().ConfigureAwait(false));
            return ChildCost.Median(costs);
        }
    }
}
