using System.Collections.Immutable;
using Reconciler.Web.Answering;
using Reconciler.Web.Api;
using Reconciler.Web.Published;

namespace Reconciler.Web;

/// <summary>Everything that can be asked. A new answer is a line here.</summary>
internal sealed class OperationTable : IDisposable
{
    private readonly MetricsEndpoint _metrics;
    private readonly ObjectEndpoints _objects;

    public OperationTable(WebAccess access, WebSources sources)
    {
        _metrics = new(sources);
        _objects = new(sources);
        All =
        [
            .. new HealthEndpoints(sources.Loop).All,
            .. _metrics.All,
            .. new StatusEndpoint(sources).All,
            .. _objects.All,
            .. new PublishedEndpoints(sources.Files, sources.Time).All,
            .. new PushEndpoint(access.WebhookSecret, sources.Nudge).All,
        ];
        All = All.Add(OpenApiDocument.OperationOver(All));
    }

    public ImmutableArray<Operation> All { get; }

    public void Dispose()
    {
        _metrics.Dispose();
        _objects.Dispose();
    }
}
