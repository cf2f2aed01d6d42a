using CsCheck;

namespace Reconciler.Core.Tests.Cycle;

internal enum MomentKind
{
    Commit,
    TimePasses,
    ClockBack,
    TargetBreaks,
    ZoneBreaks,
    IssuerBreaks,
    AllMends,
    FilesAreLost,
    RecordsAreLost,
    RecordsAreBack,
    CutOff,
    AnotherWrites,
    Nothing,
}

/// <summary>One thing that happens, after which a daemon looks.</summary>
/// <param name="Number">Of commits before a cut-off, of hours for the clock.</param>
/// <param name="Swept">Whose turn in the sweep it is, a bit for each.</param>
internal sealed record AnyMoment(MomentKind Kind, int Number, int Swept, AnyWorld World)
{
    public static Gen<AnyMoment> Any { get; } = Gen.Select(Gen.Int[0, 18], Gen.Int[1, 24 * 200], Gen.Int[0, 63], AnyWorld.Any).Select((kind, number, swept, world) => new AnyMoment(
        kind switch
        {
            > (int)MomentKind.Nothing and < 16 => MomentKind.Commit,
            >= 16 => MomentKind.TimePasses,
            _ => (MomentKind)kind,
        },
        number,
        swept,
        world));

    public override string ToString() => Kind == MomentKind.Commit ? $"{Kind} {World}" : $"{Kind} {Number} swept {Swept}";
}
