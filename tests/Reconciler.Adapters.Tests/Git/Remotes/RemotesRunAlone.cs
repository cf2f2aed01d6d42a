namespace Reconciler.Adapters.Tests.Git.Remotes;

/// <summary>Limits of a second are kept on a machine that does nothing else.</summary>
[CollectionDefinition(Mirrored.OneAtATime, DisableParallelization = true)]
public sealed class RemotesRunAlone;
