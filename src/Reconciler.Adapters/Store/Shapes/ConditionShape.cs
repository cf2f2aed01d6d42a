using Reconciler.Core.Actual;

namespace Reconciler.Adapters.Store.Shapes;

/// <summary>A condition as stored.</summary>
internal sealed record ConditionShape(string Code, string Message, string Since, int Attempts, string? NextTry = null)
{
    public static ConditionShape Of(Condition condition) => new(
        condition.Code,
        condition.Message,
        StoredText.Of(condition.Since),
        condition.Attempts,
        condition.NextTry is { } next ? StoredText.Of(next) : null);

    public Condition ToCondition() =>
        new(Code, Message, StoredText.ReadInstant(Since), NextTry is null ? null : StoredText.ReadInstant(NextTry), Attempts);
}
