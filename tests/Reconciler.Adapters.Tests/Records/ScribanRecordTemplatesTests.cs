using Reconciler.Adapters.Records;
using Reconciler.Core.Desired;
using Reconciler.Core.Validation;

namespace Reconciler.Adapters.Tests.Records;

public class ScribanRecordTemplatesTests
{
    private static readonly RecordTemplateInput Input = new("_a.www.example.com", "_b.v.example", 300, "www.example.com", "v.example", "shop");

    private readonly ScribanRecordTemplates _templates = new();

    [Fact(DisplayName = "DNS-07 acm-cname renders one absolute CNAME line that reads back as the record meant")]
    public void BuiltInRecord()
    {
        var text = Rendered(_templates.RenderRecord("acm-cname", null, Input));
        Assert.Equal("_a.www.example.com. 300 IN CNAME _b.v.example.\n", text);
        Assert.True(RecordLine.Parse(text.TrimEnd('\n')).IsOk(out var read, out _));
        Assert.Equal(RecordLine.Cname(Input.Name, 300, Input.Target), read);
    }

    [Fact(DisplayName = "DNS-07 bind renders a list, a line for each record")]
    public void BuiltInList()
    {
        Assert.Equal("", Rendered(_templates.RenderList("bind", null, [])));
        var text = Rendered(_templates.RenderList("bind", null, [Input, Input with { Name = "_c.example.com", Ttl = 60 }]));
        Assert.Equal("_a.www.example.com. 300 IN CNAME _b.v.example.\n_c.example.com. 60 IN CNAME _b.v.example.\n", text);
    }

    [Fact(DisplayName = "DNS-07 A list of 20 000 records is rendered whole")]
    public void LargeList()
    {
        var records = Enumerable.Range(0, 20_000).Select(i => Input with { Name = $"_{i:d32}.www.example.com" }).ToList();
        var lines = Rendered(_templates.RenderList("bind", null, records)).Split('\n');
        Assert.Equal(20_001, lines.Length);
        Assert.Equal($"_{19_999:d32}.www.example.com. 300 IN CNAME _b.v.example.", lines[19_999]);
    }

    [Theory(DisplayName = "DNS-07 A template of one's own sees name, target, ttl, domain, zone and account")]
    [InlineData("{{ name }} {{ target }} {{ ttl }} {{ domain }} {{ zone }} {{ account }}", "_a.www.example.com _b.v.example 300 www.example.com v.example shop")]
    [InlineData("{{ x = domain | string.upcase }}{{ x }}", "WWW.EXAMPLE.COM")]
    [InlineData("{{ ttl / 7.0 | math.round 2 }}", "42.86")]
    [InlineData("{{ {a: ttl} | object.to_json }}", "{\"a\":300}")]
    public void OwnTemplate(string template, string text) => Assert.Equal(text, Rendered(_templates.RenderRecord("templates/my.scriban", template, Input)));

    [Theory(DisplayName = "DNS-07 What fails is said with line and column, and nothing is rendered")]
    [InlineData("x\n{{ nme }}", "`nme` was not found", 2, 4)]
    [InlineData("{{ name.foo }}", "foo", 1, 9)]
    [InlineData("a\n  {{ if }}\n", "if", 2, 9)]
    [InlineData("{{ include 'x' }}", "`include` was not found", 1, 4)]
    [InlineData("{{ date.now }}", "`date` was not found", 1, 4)]
    [InlineData("{{ math.random 1 5 }}", "random", 1, 9)]
    [InlineData("{{ object.eval '1' }}", "eval", 1, 11)]
    [InlineData("{{ string.upcase = 1 }}", "upcase", 1, 11)]
    [InlineData("{{ while true; end }}", "limit", 1, 4)]
    [InlineData("{{ func f; f; end; f }}", "recursive", 1, 12)]
    [InlineData("{{ for i in 1..200000; 'xxxxxxxxxx'; end }}", "OutputLimit", 1, 24)]
    [InlineData("{{ (1..1000000) | array.each @(do; ret (1..1000000) | array.size; end) | array.size }}", "longer than 1 s", 1, 74)]
    public void Fails(string template, string message, int line, int column)
    {
        Assert.False(_templates.RenderRecord("templates/my.scriban", template, Input).IsOk(out _, out var failure));
        Assert.Contains(message, failure!.Message, StringComparison.Ordinal);
        Assert.Equal((line, column), (failure.Line, failure.Column));
    }

    [Fact(DisplayName = "DNS-07 An unknown built-in name is refused with those that exist")]
    public void UnknownName()
    {
        Assert.False(_templates.RenderRecord("acm-cnam", null, Input).IsOk(out _, out var failure));
        Assert.Equal(new TemplateFailure("there is no built-in template \"acm-cnam\"; there is acm-cname", 0, 0), failure);
        Assert.False(_templates.RenderList("route66", null, []).IsOk(out _, out _));
    }

    [Fact(DisplayName = "DNS-07 Renderings do not see each other: not their variables, not their failures, not on many threads")]
    public void IsIndependent()
    {
        Assert.Equal("1", Rendered(_templates.RenderRecord("t.scriban", "{{ leak = 1 }}{{ leak }}", Input)));
        Assert.False(_templates.RenderRecord("t.scriban", "{{ leak }}", Input).IsOk(out _, out _));
        Parallel.For(0, 2_000, i =>
        {
            var domain = $"h{i}.example.com";
            Assert.Equal($"{domain}!", Rendered(_templates.RenderRecord("t.scriban", Shared, Input with { Domain = domain })));
        });
    }

    private const string Shared = "{{ y = domain }}{{ y }}!";

    private static string Rendered(Core.Diagnostics.Result<RenderedText, TemplateFailure> result)
    {
        Assert.True(result.IsOk(out var text, out var failure), failure?.Message);
        return text!.Text;
    }
}
