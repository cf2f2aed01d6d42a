using System.Diagnostics.CodeAnalysis;

namespace Reconciler.Core.Diagnostics;

/// <summary>A value, or the reason why there is none; for what fails for ordinary reasons.</summary>
public readonly struct Result<T, TError>
    where T : class
    where TError : class
{
    private readonly T? _value;
    private readonly TError? _error;

    private Result(T? value, TError? error) => (_value, _error) = (value, error);

    public static Result<T, TError> Ok(T value) => new(value, null);

    public static Result<T, TError> Fail(TError error) => new(null, error);

    public bool IsOk([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out TError? error)
    {
        value = _value;
        error = _error;
        return _value is not null;
    }

    public static implicit operator Result<T, TError>(T value) => Ok(value);

    public static implicit operator Result<T, TError>(TError error) => Fail(error);
}
