using Reconciler.Adapters.Store.Sqlite;
using Reconciler.Core.Actual;
using Reconciler.Testing;
using Reconciler.Testing.State;

namespace Reconciler.Adapters.Tests.Store;

public sealed class SqliteStoreContractTests : StoreContract, IDisposable
{
    private readonly TempFolder _folder = new();

    protected override IActualStore Open() => new SqliteStore(_folder.Combine("state"), Time, new CountingEntropy());

    public void Dispose() => _folder.Dispose();
}
