using System.Collections.Concurrent;

namespace Reconciler.Testing.Applying;

/// <summary>What happened in which order, over all in-memory ports that share it; one line an event.</summary>
public sealed class Journal
{
    private readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyList<string> Lines => [.. _lines];

    public void Write(string line) => _lines.Enqueue(line);

    public void Clear() => _lines.Clear();

    /// <summary>Position of the first line that begins so; fails where there is none.</summary>
    public int At(string beginning)
    {
        var at = Lines.ToList().FindIndex(line => line.StartsWith(beginning, StringComparison.Ordinal));
        Assert.True(at >= 0, $"nothing begins with \"{beginning}\" in:\n{string.Join('\n', Lines)}");
        return at;
    }
}
