using Reconciler.Core.Desired;
using Reconciler.Core.Desired.Rules;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Tests.Desired.Rules;
using Reconciler.Core.Validation;
using Reconciler.Testing.Desired;

namespace Reconciler.Core.Tests.Desired;

public class DesiredLoaderTests
{
    private static readonly Diagnostic Broken = new(new("C999", Severity.Error, "broken", "broken"), "broken", new("broken.yaml", 1, 1));

    [Fact(DisplayName = "GIT-01 A sound repository gives its state, in order of identity")]
    public void Loads()
    {
        var load = Load(new(RuleRun.Base().PublicCertificate("www", "a.shop.example")));
        Assert.Empty(load.Diagnostics);
        Assert.Equal((5, 5), (load.Files, load.Documents));
        Assert.Equal(
            ["default/local/authority/corp", "default/local/authority/root", "default/local/authority/web", "default/local/certificate/www", "default/validation/dns"],
            load.State!.Resources.Select(resource => resource.Id.Text));
    }

    [Fact(DisplayName = "DNS-02, DNS-03 One record for a domain and its wildcard, however many certificates need it")]
    public void OneRecordPerDomain()
    {
        var load = Load(new(RuleRun.Base()
            .PublicCertificate("b", "*.shop.example shop.example www.shop.example")
            .PublicCertificate("a", "shop.example *.shop.example")
            .Certificate("private", "corp", "db.shop.example")));
        var apex = Assert.Single(load.State!.Records, record => record.Domain == "shop.example");
        var www = Assert.Single(load.State.Records, record => record.Domain == "www.shop.example");
        Assert.Equal(2, load.State.Records.Length);
        Assert.Equal(["default/local/certificate/a", "default/local/certificate/b"], apex.NeededBy.Select(id => id.Text));
        Assert.Equal(["default/local/certificate/b"], www.NeededBy.Select(id => id.Text));
        var tokens = ValidationTokens.Derive("default", "default", "validations.example.net", "shop.example");
        Assert.Equal((tokens.Owner, tokens.Target), (apex.Owner, apex.Target));
        Assert.Equal($"{tokens.Owner}. 300 IN CNAME {tokens.Target}.", apex.Rendered);
        Assert.Equal($"default/record/{tokens.Owner}", apex.Id);
    }

    [Fact(DisplayName = "DNS-04 Every region of an account shares the record; another account and a written salt have their own")]
    public void TokensByAccount()
    {
        var builder = new DesiredBuilder().Account("shop", ["eu", "us"], spec => spec with { ValidationSalt = "5f0c" });
        foreach (var (account, region) in new[] { ("default", "local"), ("shop", "eu"), ("shop", "us") })
        {
            builder.In(account, region).Root("root").Subordinate("web", "root", DesiredBuilder.Public).PublicCertificate("www", "a.shop.example");
            if (region != "us") builder.Validation("dns");
        }

        var records = Load(new(builder)).State!.Records;
        Assert.Equal(["default", "shop"], records.Select(record => record.Account));
        Assert.Equal(["shop/eu/certificate/www", "shop/us/certificate/www"], records[1].NeededBy.Select(id => id.Text));
        Assert.Equal(ValidationTokens.Derive("5f0c", "shop", "validations.example.net", "a.shop.example").Owner, records[1].Owner);
        Assert.NotEqual(records[0].Owner, records[1].Owner);
    }

    [Fact(DisplayName = "DNS-04 Of methods that share a zone the first by identity renders")]
    public void FirstMethodRenders()
    {
        var builder = RuleRun.Base().Validation("aaa", with: spec => spec with { Ttl = 60 }).PublicCertificate("www", "a.shop.example");
        var load = Load(new(builder));
        var record = Assert.Single(load.State!.Records);
        Assert.Equal((60, "default/validation/aaa"), (record.Ttl, record.Method.Text));
        Assert.Equal(["C131"], load.Diagnostics.Select(diagnostic => diagnostic.Code.Id));
    }

    [Fact(DisplayName = "DNS-07 A template of one's own is read from the tree and its line kept as it wrote it")]
    public void OwnTemplate()
    {
        var load = Load(WithTemplate("templates/my.scriban").File("templates/my.scriban", "{name}.  IN\tCNAME {target}. ; {domain}\n"));
        var record = Assert.Single(load.State!.Records);
        Assert.Equal($"{record.Owner}.  IN\tCNAME {record.Target}. ; a.shop.example", record.Rendered);
    }

    [Theory(DisplayName = "DNS-07 What is rendered must be the record meant, and both are shown")]
    [InlineData("{name} {ttl} IN CNAME {target}.", "the owner \"_", "is relative: the dot at its end is missing")]
    [InlineData("{name}. 60 IN CNAME {target}.", "but meant is \"_", "the TTL differs")]
    [InlineData("{target}. {ttl} IN CNAME {target}.", "but meant is \"_", "the owner differs")]
    [InlineData("{name}. {ttl} IN CNAME {name}.", "but meant is \"_", "the target differs")]
    [InlineData("{name}. {ttl} IN TXT {target}.", "but meant is \"_", "the type differs")]
    [InlineData("{name}. {ttl} IN CNAME {target}.\nextra", "␤extra", "more than one line")]
    public void Differs(string template, string one, string other)
    {
        var load = Load(WithTemplate("templates/my.scriban").File("templates/my.scriban", template));
        Assert.Null(load.State);
        var problem = Assert.Single(load.Diagnostics);
        Assert.Equal("C093", problem.Code.Id);
        Assert.Equal("record", FieldLines.At(problem.Location.Line));
        Assert.Contains(one, problem.Message, StringComparison.Ordinal);
        Assert.EndsWith(other, problem.Message, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "DNS-07 A template that is missing, no text, or fails is reported where it stands")]
    public void TemplateProblems()
    {
        Assert.Equal("C091 validation-own record: template \"templates/my.scriban\" does not exist (write acm-cname, or the path of a file relative to the repository's root)", Only(WithTemplate("templates/my.scriban")));
        Assert.Contains("is not UTF-8 text", Only(WithTemplate("t.scriban").File("t.scriban", [0xff])), StringComparison.Ordinal);
        Assert.Contains("is larger than 1 MiB", Only(WithTemplate("t.scriban").File("t.scriban", new byte[(1 << 20) + 1])), StringComparison.Ordinal);
        Assert.Equal("C092 t.scriban 3:7: template \"t.scriban\": boom", Only(WithTemplate("t.scriban").File("t.scriban", "FAIL")));
        Assert.Equal("C092 validation-own record: template \"acm-cnam\": unknown", Only(WithTemplate("acm-cnam")));
    }

    [Fact(DisplayName = "GIT-06 An empty repository is an error")]
    public void Empty()
    {
        var load = Load(new(new DesiredBuilder()));
        Assert.Null(load.State);
        Assert.Equal("C060", Assert.Single(load.Diagnostics).Code.Id);
    }

    [Fact(DisplayName = "GIT-01 More than 200 000 documents are refused")]
    public void TooMany()
    {
        var load = Load(new(RuleRun.Base()) { DocumentsPerFile = 60_000 });
        Assert.Equal((240_000, "C061"), (load.Documents, Assert.Single(load.Diagnostics).Code.Id));
    }

    [Fact(DisplayName = "GIT-01 A warning alone leaves the state standing; an error does not")]
    public void WarningsPass()
    {
        var builder = RuleRun.Base().Certificate("a", "root", "a.corp.example");
        Assert.NotNull(Load(new(builder)).State);
        Assert.Null(Load(new(builder) { Diagnostics = [Broken] }).State);
    }

    [Fact(DisplayName = "GIT-01 What a broken file may declare is not reported as missing; everything else is, at once")]
    public void BrokenFiles()
    {
        var builder = RuleRun.Base().Certificate("a", "mesh", "a.corp.example").Certificate("b", "mush", "b.corp.example");
        var load = Load(new BuiltRepository(builder).Broken("broken.yaml", "kind: CertificateAuthority\nmetadata: {name: mesh}\nspec: {tipe: root}", Broken));
        Assert.Equal(["C999", "C065"], load.Diagnostics.Select(diagnostic => diagnostic.Code.Id));
        Assert.Contains("\"mush\"", load.Diagnostics[1].Message, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "GIT-03 The order of files changes neither state nor diagnostics")]
    public void FileOrder()
    {
        var builder = RuleRun.Base();
        for (var i = 0; i < 100; i++) builder.PublicCertificate($"c{i}", $"h{i}.shop.example h{i % 7}.shop.example");
        builder.Validation("aaa", with: spec => spec with { Ttl = 60 });
        var (forward, backward) = (Load(new(builder)), Load(new(builder) { Backwards = true }));
        Assert.Equal(forward.Diagnostics.Select(RuleRun.Describe), backward.Diagnostics.Select(RuleRun.Describe));
        Assert.Equal(forward.State!.Resources.Select(resource => resource.Id), backward.State!.Resources.Select(resource => resource.Id));
        Assert.Equal(forward.State.Records.Select(Text), backward.State.Records.Select(Text));
        static string Text(WantedRecord record) => $"{record.Rendered} {record.Method} {string.Join(' ', record.NeededBy)}";
    }

    [Fact(DisplayName = "GIT-01 What the tree cannot read ends as its own named failure, also from many threads")]
    public void TreeFails()
    {
        var builder = new DesiredBuilder();
        for (var i = 0; i < 100; i++) builder.Root($"r{i}");
        var failure = Assert.Throws<ReconcilerException>(() => new DesiredLoader(new FailingReader(), new FakeTemplates()).Load(new BuiltRepository(builder)));
        Assert.Equal("gone", failure.Message);
    }

    [Fact(DisplayName = "GIT-01 Codes of names, rules and records are unique, in their range and explained")]
    public void Codes()
    {
        var codes = DiagnosticCodes.In(typeof(DesiredRules).Assembly);
        Assert.Equal(codes.Count, codes.Select(code => code.Id).Distinct().Count());
        var ours = codes.Where(code => code.Id is [_, '0', >= '6', _] or [_, '1', >= '3', _]).ToList();
        Assert.All(ours, code => Assert.Matches(code.Severity == Severity.Error ? "^C0[6-9][0-9]$" : "^C1[34][0-9]$", code.Id));
        Assert.All(ours, code => Assert.EndsWith(".", code.Explanation, StringComparison.Ordinal));
    }

    private static BuiltRepository WithTemplate(string record)
    {
        var builder = RuleRun.Base();
        builder.Validation("own", "v.example", spec => spec with { Record = record })
            .Certificate("www", "web", "a.shop.example", spec => spec with { Validation = builder.ValidationId("own") });
        return new(builder);
    }

    private static string Only(BuiltRepository repository)
    {
        var load = Load(repository);
        Assert.Null(load.State);
        return RuleRun.Describe(Assert.Single(load.Diagnostics));
    }

    private static DesiredLoad Load(BuiltRepository repository) => new DesiredLoader(repository, new FakeTemplates()).Load(repository);

    /// <summary>Replaces <c>{name}</c> and the like.</summary>
    private sealed class FakeTemplates : IRecordTemplates
    {
        public Result<RenderedText, TemplateFailure> RenderRecord(string template, string? text, RecordTemplateInput record)
        {
            if (text == "FAIL") return new TemplateFailure("boom", 3, 7);
            text ??= template == "acm-cname" ? "{name}. {ttl} IN CNAME {target}.\n" : null;
            if (text is null) return new TemplateFailure("unknown", 0, 0);
            return new RenderedText(text.Replace("{name}", record.Name, StringComparison.Ordinal).Replace("{target}", record.Target, StringComparison.Ordinal)
                .Replace("{ttl}", $"{record.Ttl}", StringComparison.Ordinal).Replace("{domain}", record.Domain, StringComparison.Ordinal));
        }

        public Result<RenderedText, TemplateFailure> RenderList(string template, string? text, IReadOnlyList<RecordTemplateInput> records) => new TemplateFailure("not here", 0, 0);
    }

    private sealed class FailingReader : IManifestReader
    {
        public ParsedManifest Parse(string path, ReadOnlyMemory<byte> content) => throw new ReconcilerException(FailureKind.Environment, "gone");

        public ManifestReading Bind(ParsedManifest manifest, ReaderContext context) => throw new ReconcilerException(FailureKind.Environment, "gone");
    }
}
