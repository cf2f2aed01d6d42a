using Reconciler.Adapters.Git;
using Reconciler.Adapters.Git.Remotes;
using Reconciler.Cli.Commands;
using Reconciler.Cli.Composition;
using Reconciler.Core.Cycle.Loop;
using Reconciler.Core.Desired;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Reporting;

namespace Reconciler.Cli.Loop;

/// <summary>
/// The commit in force (row GIT-05): the newest that was read whole, is valid, within bounds and not taken back by the cycle. Whatever is wrong with a newer
/// one leaves the last good one in force, is told once, and shown until it is mended.
/// </summary>
internal sealed class ConfigurationInForce(ServeOptions options, Invocation invocation, LoopLog log)
{
    private readonly SourceRequest _request = new(options.Repository, invocation.Options.Ref ?? (RemoteAddress.IsRemote(options.Repository) || GitSourceOpener.IsBare(options.Repository) ? null : "HEAD"), invocation.Options.Path);
    private readonly RemoteSettings _remotes = RemoteSettings.FromEnvironment(invocation.Environment);
    private Workspace? _before;
    private Workspace? _takenBack;
    private string? _seen;

    public Workspace? InForce { get; private set; }

    public RefusedRevision? Refused { get; private set; }

    /// <summary>The state did not allow a commit; it may, once somebody changed the state.</summary>
    public bool HasTakenBack => _takenBack is not null;

    /// <summary>Why the repository could not be asked; null when it could.</summary>
    public string? Failure { get; private set; }

    /// <summary>Asks for the newest commit; true when another one came into force.</summary>
    public async Task<bool> LookAsync(CancellationToken cancellationToken)
    {
        using var step = log.Step("look");
        try
        {
            var look = await SourceLook.BeginAsync(_request, _remotes, invocation.Time, cancellationToken).ConfigureAwait(false);
            if (look.Newest == _seen) return false;
            var taken = await TakeAsync(look, cancellationToken).ConfigureAwait(false);
            (_seen, Failure) = (look.Newest, null);
            return taken;
        }
        catch (ReconcilerException failure)
        {
            Failure = failure.Message;
            log.Once("error", "source", $"{failure.Message}; what is in force stays in force");
            return false;
        }
    }

    /// <summary>Puts the commit of an earlier run in force, for a daemon that starts while the newest is refused.</summary>
    public async Task<bool> FallBackAsync(string revision, CancellationToken cancellationToken)
    {
        try
        {
            var workspace = await Workspace.OpenAsync(options.Repository, revision, invocation, cancellationToken).ConfigureAwait(false);
            if (workspace.Load.State is null) return false;
            InForce = workspace;
            log.Write("warning", "source", $"commit {revision} of the last run is in force");
            return true;
        }
        catch (ReconcilerException failure)
        {
            log.Write("warning", "source", $"commit {revision} of the last run cannot be read: {failure.Message}");
            return false;
        }
    }

    /// <summary>The cycle found that the state does not allow what came into force: the commit before it comes back.</summary>
    public void TakeBack(string why)
    {
        if (InForce is not { } refused) return;
        (InForce, _before, _takenBack) = (_before, null, refused);
        Refuse(refused.Tree.Revision.Commit!, why);
    }

    /// <summary>Somebody changed the state: what was taken back is in force again, for the cycle to judge.</summary>
    public void TryTakenBack()
    {
        if (_takenBack is not { } again) return;
        (_before, InForce, _takenBack) = (InForce, again, null);
        if (Refused?.Revision == again.Tree.Revision.Commit) Refused = null;
        log.Write("info", "source", $"commit {again.Tree.Revision.Commit} is judged again: somebody changed the state");
    }

    /// <summary>A person says that it should be looked at again, though the commit is the same.</summary>
    public void Forget()
    {
        if (Refused is not null) _seen = null;
    }

    private async Task<bool> TakeAsync(SourceLook look, CancellationToken cancellationToken)
    {
        var newest = look.Newest;
        if (InForce?.Tree.Revision.Commit is { } current && !options.AllowsRewrites && !look.Follows(current))
        {
            Refuse(newest, $"it was not made on top of {current}: history was rewritten; start with --allow-rewrite to follow it");
            return false;
        }

        var workspace = await Workspace.ReadAsync(options.Repository, look.Open(InForce?.Tree, cancellationToken), InForce, invocation).ConfigureAwait(false);
        if (workspace.Load.State is not { } desired)
        {
            await invocation.Terminal.Error.WriteAsync(workspace.Describe(workspace.Load.Diagnostics.Where(each => each.IsError), invocation.Terminal.ErrorInk)).ConfigureAwait(false);
            Refuse(newest, $"it is no valid configuration: {DiagnosticText.Summary(workspace.Load.Diagnostics, workspace.Load.Files, workspace.Load.Documents)}");
            return false;
        }

        var place = StatePlace.Of(options.Repository, workspace.Tree.WorkingFolder is null, invocation);
        var beyond = new Bounds(options, workspace.Tree.WorkingFolder, place.RequireFolder()).Beyond(desired);
        if (beyond.Count > 0)
        {
            Refuse(newest, string.Join("; ", beyond));
            return false;
        }

        (_before, InForce, _takenBack, Refused) = (InForce, workspace, null, null);
        log.Write("info", "source", $"commit {newest} is in force: {desired.Certificates.Length} certificates, {desired.Authorities.Length} authorities");
        return true;
    }

    private void Refuse(string revision, string why)
    {
        Refused = new(revision, why, invocation.Time.GetUtcNow());
        log.Once("error", "source", $"commit {revision} is not put in force: {why}");
    }
}
