using Reconciler.Core.Desired;
using Reconciler.Testing.Applying;
using Reconciler.Testing.Cycle;

namespace Reconciler.Core.Tests.Cycle;

/// <summary>A bench whose neighbours break and mend as a history says, and whose latest instant is known though its clock may be put back.</summary>
internal sealed class BreakableWorld
{
    private readonly FailingSigner _signer;

    public BreakableWorld()
    {
        FailingSigner? signer = null;
        Bench = new(ports => ports with { Signer = signer = new(ports.Signer) });
        (_signer, Latest) = (signer!, Bench.Time.GetUtcNow());
    }

    public CycleBench Bench { get; }

    public DateTimeOffset Latest { get; private set; }

    public void BreakTarget() => Bench.Target.Broken.Add("/srv/edge");

    public void BreakZone() => Bench.Zones.Failure = "the zone cannot be written";

    public void BreakIssuer() => _signer.IsBroken = true;

    /// <summary>The process ends at a commit.</summary>
    /// <param name="commits">So many are still made.</param>
    public void CutOffAfter(int commits) => Bench.Store.CutOffAfter = _ => commits-- == 0;

    public void Mend()
    {
        Bench.Target.Broken.Clear();
        (Bench.Zones.Failure, _signer.IsBroken) = (null, false);
    }

    public void NoteTime()
    {
        if (Bench.Time.GetUtcNow() > Latest) Latest = Bench.Time.GetUtcNow();
    }

    /// <summary>People put the validation records where they belong.</summary>
    public void WriteRecords(DesiredState desired)
    {
        foreach (var record in desired.Records) Bench.Dns.Aliases[record.Owner] = record.Target;
    }

    /// <summary>A process that starts again serves what the state holds.</summary>
    public async Task StartAgainAsync() => Bench.Zones.Load([], await Bench.Store.ReadZoneRecordsAsync(CancellationToken.None), 1);
}
