using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Reconciler.Benchmarks.Scenarios;

// "scenarios [name…]" runs whole processes; anything else goes to BenchmarkDotNet.
if (args is ["scenarios", .. var names]) return await ScenarioRun.RunAsync(names).ConfigureAwait(false);

// In process: nothing is generated, restored or built, so no network is needed. Short runs: three warm-ups, three measurements.
var config = ManualConfig.CreateEmpty()
    .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
    .AddColumnProvider(DefaultColumnProviders.Instance)
    .AddDiagnoser(BenchmarkDotNet.Diagnosers.MemoryDiagnoser.Default)
    .AddLogger(ConsoleLogger.Default)
    .HideColumns(Column.Error, Column.StdDev, Column.RatioSD, Column.Median, Column.Gen0, Column.Gen1, Column.Gen2, Column.AllocRatio);
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args.Length == 0 ? ["--filter", "*"] : args, config);
return 0;
