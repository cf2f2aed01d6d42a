using System.Globalization;
using Microsoft.AspNetCore.Http;
using Reconciler.Core.Actual;
using Reconciler.Core.Domain;
using Reconciler.Core.Reporting;
using Reconciler.Web.Answering;

namespace Reconciler.Web.Api;

/// <summary>Every object that is declared or that the state knows: in pages, and one by one with its whole story (row GEN-02).</summary>
internal sealed class ObjectEndpoints : IDisposable
{
    private const string List = "/api/v1/objects";
    private const string PartSchema = """{ "type": "string", "minLength": 1, "maxLength": 160 }""";

    private readonly WebSources _sources;
    private readonly StateView<ObjectIndex> _index;

    /// <summary>A story plans its object and searches the audit log: one at a time, so that asking many never slows the loop down.</summary>
    private readonly SemaphoreSlim _telling = new(1, 1);

    public ObjectEndpoints(WebSources sources)
    {
        _sources = sources;
        _index = new(sources.Store, state => new(sources.Loop.Current.Desired, state), (index, mark) => StateMark.Of(index.Actual) == mark && ReferenceEquals(index.Desired, sources.Loop.Current.Desired));
    }

    public IEnumerable<Operation> All =>
    [
        new()
        {
            Path = List,
            Name = "listObjects",
            Summary = "Every object that is declared or that the state knows, in the order of their identities, in pages.",
            Parameters = [.. ObjectParameters.All],
            Answers = [Answer.Json("ObjectPage", "One page."), ApiAnswers.Invalid, .. ApiAnswers.Refusals],
            Handle = ListAsync,
        },
        One("getObject", "/{kind}/{name}", "by its kind and name, or by its crn: crn:account:region:certificate is its kind then, the uuid its name", "kind", "name"),
        One("getObjectOfAccount", "/{account}/{kind}/{name}", "that lives in no region", "account", "kind", "name"),
        One("getObjectOfRegion", "/{account}/{region}/{kind}/{name}", "by its whole identity", "account", "region", "kind", "name"),
    ];

    public void Dispose()
    {
        _index.Dispose();
        _telling.Dispose();
    }

    private Operation One(string operation, string path, string how, params string[] parts) => new()
    {
        Path = List + path,
        Name = operation,
        Summary = $"The story of one object {how}.",
        Parameters = [.. parts.Select(part => new Parameter(part, $"The {part} of its identity.", PartSchema, IsPath: true))],
        Answers =
        [
            Answer.Json("ObjectStory", "What is wanted, what is there, what was proved, what is in the way, what comes."),
            Answer.Problem(StatusCodes.Status404NotFound, "There is no such object."),
            Answer.Problem(StatusCodes.Status409Conflict, "More than one is called so; candidates are their identities."),
            .. ApiAnswers.Refusals,
        ],
        Handle = context => TellAsync(context, string.Join('/', parts.Select(part => (string)context.Request.RouteValues[part]!))),
    };

    private async Task ListAsync(HttpContext context)
    {
        var problems = new List<string>();
        if (ObjectParameters.Read(context.Request.Query, problems) is not { } query)
        {
            await context.ProblemAsync(StatusCodes.Status400BadRequest, string.Join("; ", problems), "problems", problems).ConfigureAwait(false);
            return;
        }

        var index = await _index.ReadAsync(context.RequestAborted).ConfigureAwait(false);
        var page = index.Page(query, _sources.Time.GetUtcNow());
        var next = page.Last is null ? null : List + Again(context.Request.Query, ObjectParameters.CursorAfter(page.Last));
        await context.BytesAsync(MediaTypes.Json, ObjectJson.Page(page, next)).ConfigureAwait(false);
    }

    private static string Again(IQueryCollection query, string cursor) => QueryString
        .Create(query.Where(entry => entry.Key != "cursor").SelectMany(entry => entry.Value.Select(value => KeyValuePair.Create(entry.Key, value))).Append(KeyValuePair.Create("cursor", (string?)cursor)))
        .ToUriComponent();

    private async Task TellAsync(HttpContext context, string name)
    {
        var index = await _index.ReadAsync(context.RequestAborted).ConfigureAwait(false);
        var found = index.Find(name);
        if (found.Count != 1)
        {
            var task = found.Count == 0
                ? context.ProblemAsync(StatusCodes.Status404NotFound, "there is no object of that name; /api/v1/objects lists them")
                : context.ProblemAsync(StatusCodes.Status409Conflict, string.Create(CultureInfo.InvariantCulture, $"{found.Count} objects are called so; name one by its whole identity"), "candidates", found.Take(ObjectQuery.LargestPage).Select(id => id.Text));
            await task.ConfigureAwait(false);
            return;
        }

        await _telling.WaitAsync(context.RequestAborted).ConfigureAwait(false);
        try
        {
            await context.BytesAsync(MediaTypes.Json, await StoryAsync(index, found[0], context.RequestAborted).ConfigureAwait(false)).ConfigureAwait(false);
        }
        finally
        {
            _telling.Release();
        }
    }

    private async Task<byte[]> StoryAsync(ObjectIndex index, ResourceId id, CancellationToken cancellationToken)
    {
        var past = ObjectPast.Of(id, index.Actual);
        await _sources.Audit.ReadAsync(new(Subject: id.Text, Serials: past.Serials), past.Add, cancellationToken).ConfigureAwait(false);
        var evidence = await _sources.Store.ReadEvidenceAsync(cancellationToken).ConfigureAwait(false);
        return ObjectJson.Story(ObjectAccount.Of(id, index, evidence, past, _sources.Time.GetUtcNow()));
    }
}
