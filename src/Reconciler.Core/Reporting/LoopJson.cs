using System.Text.Json;
using Reconciler.Core.Cycle.Loop;
using Reconciler.Core.Domain;

namespace Reconciler.Core.Reporting;

/// <summary>What the daemon says of itself and of every object, as JSON.</summary>
public static class LoopJson
{
    public static byte[] Render(LoopState loop, StatusBoard board)
    {
        ArgumentNullException.ThrowIfNull(loop);
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new() { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("format_version", "1.0");
            json.WriteStartObject("loop");
            json.WriteString("started", Instants.Format(loop.Started));
            json.WriteString("revision", loop.Revision);
            if (loop.Refused is { } refused)
            {
                json.WriteStartObject("refused");
                json.WriteString("revision", refused.Revision);
                json.WriteString("why", refused.Why);
                json.WriteString("since", Instants.Format(refused.Since));
                json.WriteEndObject();
            }

            json.WriteString("source_failure", loop.SourceFailure);
            json.WriteString("cycle_failure", loop.CycleFailure);
            json.WriteString("damage", loop.Damage);
            json.WriteString("blocked", loop.Blocked);
            json.WriteBoolean("ready", loop.IsReady);
            json.WriteBoolean("standby", loop.IsStandby);
            json.WriteString("last_cycle", loop.LastCycle is { } last ? Instants.Format(last) : null);
            json.WriteNumber("cycles", loop.Cycles);
            json.WriteNumber("done", loop.Done);
            json.WriteNumber("failed", loop.Failed);
            json.WriteNumber("waiting", loop.Waiting);
            json.WriteString("next", loop.Next is { } next ? Instants.Format(next.At) : null);
            json.WriteString("next_reason", loop.Next?.Reason);
            json.WriteEndObject();
            json.WritePropertyName("status");
            json.WriteRawValue(StatusJson.Render(board));
            json.WriteEndObject();
        }

        return stream.ToArray();
    }
}
