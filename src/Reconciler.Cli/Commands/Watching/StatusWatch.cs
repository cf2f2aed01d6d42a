using Reconciler.Cli.Output;
using Reconciler.Core.Actual;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Domain;
using Reconciler.Core.Reporting;

namespace Reconciler.Cli.Commands.Watching;

/// <summary>Where a status comes from: the state itself, or a daemon.</summary>
internal interface IStatusSource
{
    /// <summary>Costs the same whatever the state holds.</summary>
    Task<StateMark> ReadMarkAsync(CancellationToken cancellationToken);

    Task<StatusBoard> ReadAsync(CancellationToken cancellationToken);
}

/// <summary>
/// Shows a status until it is stopped: on a terminal the whole is drawn again when something changed, and now and then because times are told from now; in a
/// pipe each object has a line at first, and one more whenever it is another.
/// </summary>
internal sealed class StatusWatch(IStatusSource source, Terminal terminal, TimeProvider time)
{
    private const string Clear = "\u001b[H\u001b[2J";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Redraw = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, string> _lines = new(StringComparer.Ordinal);
    private string? _failure;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        StateMark? shown = null;
        var drawn = DateTimeOffset.MinValue;
        while (true)
        {
            var now = time.GetUtcNow();
            try
            {
                var mark = await source.ReadMarkAsync(cancellationToken).ConfigureAwait(false);
                if (mark != shown || now - drawn >= Redraw)
                {
                    await ShowAsync(await source.ReadAsync(cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
                    (shown, drawn, _failure) = (mark, now, null);
                }
            }
            // Once something was shown, a source that cannot be asked for a while ends nothing.
            catch (ReconcilerException failure) when (shown is not null)
            {
                if (_failure != failure.Message) await terminal.Error.WriteLineAsync($"{failure.Message}; it is asked again").ConfigureAwait(false);
                _failure = failure.Message;
            }

            await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task ShowAsync(StatusBoard board)
    {
        if (terminal.IsOutTerminal)
        {
            await terminal.WriteResultAsync(Clear + StatusText.Render(board, terminal.Ink)).ConfigureAwait(false);
            return;
        }

        var gone = _lines.Keys.ToHashSet(StringComparer.Ordinal);
        var text = new System.Text.StringBuilder();
        foreach (var row in board.Rows)
        {
            gone.Remove(row.Id);
            var line = StatusText.OneLineOf(row);
            if (_lines.GetValueOrDefault(row.Id) == line) continue;
            _lines[row.Id] = line;
            text.Append(Instants.Format(board.Clock)).Append(' ').Append(line).Append('\n');
        }

        foreach (var id in gone.Order(StringComparer.Ordinal))
        {
            _lines.Remove(id);
            text.Append(Instants.Format(board.Clock)).Append(' ').Append(id).Append(" is gone\n");
        }

        if (text.Length > 0) await terminal.WriteResultAsync(text.ToString()).ConfigureAwait(false);
    }
}
