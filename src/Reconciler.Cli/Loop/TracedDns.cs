using Reconciler.Core.Validation;

namespace Reconciler.Cli.Loop;

/// <summary>Look-ups as spans of their own.</summary>
internal sealed class TracedDns(IDnsObserver dns) : IDnsObserver
{
    public async Task<RecordObservation> ObserveRecordAsync(RecordQuestion question, CancellationToken cancellationToken)
    {
        using var span = Traces.Step("dns record");
        span?.SetTag("dns.question.name", question.RecordId);
        return await dns.ObserveRecordAsync(question, cancellationToken).ConfigureAwait(false);
    }

    public async Task<CaaObservation> ObserveCaaAsync(CaaQuestion question, CancellationToken cancellationToken)
    {
        using var span = Traces.Step("dns caa");
        span?.SetTag("dns.question.name", question.Domain);
        return await dns.ObserveCaaAsync(question, cancellationToken).ConfigureAwait(false);
    }
}
