using System.Text.Json;
using System.Text.Json.Serialization;
using Reconciler.Core.Diagnostics;

namespace Reconciler.Cli.Loop;

/// <summary>What came of a look, as it goes over the local socket: one line of JSON.</summary>
/// <param name="Code">The exit code that an apply would have had.</param>
/// <param name="Revision">The commit in force.</param>
/// <param name="Wrong">Why something is not as asked: the newest commit refused, the repository out of reach, the state not writable.</param>
internal sealed record LookReply(int Code, string? Revision, long Done, long Failed, int Waiting, IReadOnlyList<string> Wrong)
{
    public static LookReply Of(LookOutcome look)
    {
        var state = look.State;
        return new(look.Code, state.Revision, look.Done, look.Failed, state.Waiting, [.. state.Wrong]);
    }

    /// <summary>Throws <see cref="ReconcilerException"/> for a line that is none.</summary>
    public static LookReply Parse(string line)
    {
        try
        {
            if (JsonSerializer.Deserialize(line, LookReplyContext.Default.LookReply) is { Wrong: not null } reply) return reply;
        }
        catch (JsonException)
        {
            // Said below.
        }

        throw new ReconcilerException(FailureKind.Environment, "the daemon's answer is not understood", "it may be of another version: restart it");
    }

    public string ToLine() => JsonSerializer.Serialize(this, LookReplyContext.Default.LookReply);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(LookReply))]
internal sealed partial class LookReplyContext : JsonSerializerContext;
