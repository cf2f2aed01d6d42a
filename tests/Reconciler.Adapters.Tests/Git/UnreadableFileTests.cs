using Reconciler.Adapters.Git;

namespace Reconciler.Adapters.Tests.Git;

public sealed class UnreadableFileTests
{
    [Fact(DisplayName = "what cannot be listed or opened is an error, since nobody knows what it holds")]
    public void Unreadable()
    {
        var selection = new SourceSelection(IgnoreRules.None, "");
        selection.AddUnreadable("certs", "permission denied");
        var found = Assert.Single(selection.Finish().Diagnostics);
        Assert.Equal(("C051", "cannot be read: permission denied", "certs:1:1"), (found.Code.Id, found.Message, found.Location.ToString()));
    }
}
