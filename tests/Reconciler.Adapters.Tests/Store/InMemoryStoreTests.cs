using Reconciler.Core.Actual;
using Reconciler.Testing.State;

namespace Reconciler.Adapters.Tests.Store;

/// <summary>The fake that other tests stand on keeps the same contract.</summary>
public sealed class InMemoryStoreTests : StoreContract
{
    private readonly InMemoryStore _store;

    public InMemoryStoreTests() => _store = new(Time);

    protected override IActualStore Open() => _store;

    [Fact(DisplayName = "The fake shows audit and evidence to tests")]
    public async Task Shows_audit_and_evidence()
    {
        var entry = new AuditEntry(Time.GetUtcNow(), "tester", "key.sign", "default/local/certificate/www", "issue", null);
        var evidence = new ProofEvidence("default", "example.com", "validations.example.net", Time.GetUtcNow(), "value", "dns-txt");

        await CommitAsync(new StateChange.Audit(entry), new StateChange.PutEvidence(evidence));

        Assert.Equal([entry], _store.Audit);
        Assert.Equal([evidence], _store.Evidence);
    }
}
