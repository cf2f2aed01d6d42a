using Reconciler.Core.Actual;

namespace Reconciler.Adapters.Store.Shapes;

/// <summary>A condition as stored.</summary>
internal sealed record ConditionShape(string Code, string Message, string Since, string? NextTry, int Attempts)
{
    public static ConditionShape Of(Condition condition) => new(
        condition.Code,
        condition.Message,
        StoredText.Of(condition.Since),
        condition.NextTry is { } next ? StoredText.Of(next) : null,
        condition.Attempts);

    public Condition ToCondition() =>
        new(Code, Message, StoredText.ReadInstant(Since), NextTry is null ? null : StoredText.ReadInstant(NextTry), Attempts);
}
