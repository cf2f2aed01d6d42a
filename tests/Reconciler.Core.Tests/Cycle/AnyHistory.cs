using CsCheck;

namespace Reconciler.Core.Tests.Cycle;

internal enum StepKind
{
    Commit,
    ClockForward,
    ClockBack,
    TargetBreaks,
    ZoneBreaks,
    IssuerBreaks,
    CutOff,
    DiskFull,
    AllMends,
}

/// <summary>One thing that happens, after which the repository is applied.</summary>
/// <param name="Number">Of commits for a cut-off or a full disk, of hours for the clock.</param>
internal sealed record AnyStep(StepKind Kind, int Number, AnyRepository Repository)
{
    public static Gen<AnyStep> Any { get; } = Gen.Select(Gen.Int[0, 10], Gen.Int[1, 24 * 365], AnyRepository.Any).Select((kind, number, repository) =>
        new AnyStep(kind > (int)StepKind.AllMends ? StepKind.Commit : (StepKind)kind, number, repository));

    public override string ToString() => Kind == StepKind.Commit ? $"{Kind} {string.Join(", ", Repository.Certificates.Select(each => each.ToString()))} provider {Repository.Provider}" : $"{Kind} {Number}";
}
