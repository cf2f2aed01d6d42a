using Reconciler.Adapters.Store.Snapshots;
using Reconciler.Testing;

namespace Reconciler.Adapters.Tests.Store.Snapshots;

/// <summary><c>RECONCILER_UPDATE=1</c> writes the file anew.</summary>
public sealed class SnapshotSchemaTests
{
    private static readonly string File = Path.Combine(RepositoryRoot.Path, "schemas", SnapshotSchema.FileName);

    [Fact(DisplayName = "the schema of snapshots is what the reader's records say")]
    public async Task Written()
    {
        if (Environment.GetEnvironmentVariable("RECONCILER_UPDATE") == "1") await System.IO.File.WriteAllTextAsync(File, SnapshotSchema.Render());

        Assert.Equal(SnapshotSchema.Render(), await System.IO.File.ReadAllTextAsync(File));
    }
}
