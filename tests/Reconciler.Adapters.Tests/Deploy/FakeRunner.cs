using Reconciler.Core.Applying.Ports;

namespace Reconciler.Adapters.Tests.Deploy;

/// <summary>Remembers what it was asked to run and ends as it is told.</summary>
internal sealed class FakeRunner : IProgramRunner
{
    public List<string> Commands { get; } = [];

    public List<TimeSpan> Limits { get; } = [];

    public string? Failure { get; set; }

    /// <summary>Runs while the program would.</summary>
    public Action? During { get; set; }

    public Task<ProgramOutcome> RunAsync(IReadOnlyList<string> command, ReadOnlyMemory<byte> input, TimeSpan limit, CancellationToken cancellationToken) =>
        RunAsync(command, limit, cancellationToken);

    public Task<ProgramOutcome> RunAsync(IReadOnlyList<string> command, TimeSpan limit, CancellationToken cancellationToken)
    {
        Commands.Add(string.Join(' ', command));
        Limits.Add(limit);
        During?.Invoke();
        return Task.FromResult(new ProgramOutcome(Failure, Failure ?? ""));
    }
}
