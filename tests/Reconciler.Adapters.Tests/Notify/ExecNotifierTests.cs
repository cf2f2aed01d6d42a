using System.Text.Json;
using Reconciler.Adapters.Notify;
using Reconciler.Adapters.Processes;
using Reconciler.Core.Desired;
using Reconciler.Testing;
using Reconciler.Testing.State;
using static Reconciler.Adapters.Tests.Notify.OutboxBench;

namespace Reconciler.Adapters.Tests.Notify;

public sealed class ExecNotifierTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact(DisplayName = "OBS-01 A program gets the event as JSON on its standard input, and no more of the environment than it needs")]
    public async Task Input()
    {
        Assert.Null(await SendAsync("sh", "-c", "cat > event.json; env > env.txt"));
        using var document = JsonDocument.Parse(await File.ReadAllBytesAsync(_folder.Combine("event.json")));
        Assert.Equal(StateSamples.Event(1).Id, document.RootElement.GetProperty("id").GetString());
        Assert.DoesNotContain("DOTNET", await File.ReadAllTextAsync(_folder.Combine("env.txt")), StringComparison.Ordinal);
    }

    [Fact(DisplayName = "OBS-01 A program that fails is said to, with its last line; one that reads nothing may still end well")]
    public async Task Failing()
    {
        Assert.Equal("\"sh\" ended with 3: no pager", await SendAsync("sh", "-c", "echo no pager >&2; exit 3"));
        Assert.Null(await SendAsync("true"));
        Assert.Contains("could not be started", await SendAsync("/nowhere/pager"), StringComparison.Ordinal);
    }

    private Task<string?> SendAsync(params string[] command) =>
        new ExecNotifier(new ProgramRunner(_folder.Path)).SendAsync(new NotificationSpec.Exec { Command = [.. command] }, Message(), default);
}
