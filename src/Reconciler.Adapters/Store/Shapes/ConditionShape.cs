using Reconciler.Core.Actual;

namespace Reconciler.Adapters.Store.Shapes;

/// <summary>A condition as stored.</summary>
internal sealed record ConditionShape(string Code, string Message, string Since, int Attempts, string? NextTry = null, string? Deadline = null)
{
    public static ConditionShape Of(Condition condition) => new(
        condition.Code,
        condition.Message,
        StoredText.Of(condition.Since),
        condition.Attempts,
        StoredText.OfOptional(condition.NextTry),
        StoredText.OfOptional(condition.Deadline));

    public Condition ToCondition() =>
        new(Code, Message, StoredText.ReadInstant(Since), NextTry is null ? null : StoredText.ReadInstant(NextTry), Attempts)
        {
            Deadline = Deadline is null ? null : StoredText.ReadInstant(Deadline),
        };
}
