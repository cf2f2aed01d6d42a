using System.Text;
using System.Text.Json;
using CsCheck;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Reporting;
using Reconciler.Core.Tests.Planning;

namespace Reconciler.Core.Tests.Reporting;

public sealed class SavedPlanJsonTests
{
    private static readonly byte[] Saved = Save();

    [Fact(DisplayName = "GIT-04 a saved plan is read back with its digest and changes")]
    public void It_is_read_back()
    {
        var plan = SavedPlanJson.Read(Saved, "plan.json");
        Assert.Equal(SmallPlans.From(SmallPlans.Pki().Www().Build()).Digest, plan.Digest);
        Assert.Equal(
            ["default/local/authority/root#create", "default/local/authority/issuing#create", "default/local/certificate/www#issue", "default/local/certificate/www@edge#deploy"],
            plan.Changes.Select(change => change.Key));
    }

    [Theory(DisplayName = "GIT-04 a plan file that is none is refused by name, saying why")]
    [InlineData("", "is damaged: it is no JSON")]
    [InlineData("nonsense", "is damaged: it is no JSON")]
    [InlineData("[]", "is JSON, but no plan")]
    [InlineData("{}", "is JSON, but no plan")]
    [InlineData("""{"format_version":"1.2","terraform_version":"1.9.0","resource_changes":[]}""", "is JSON, but no plan")]
    [InlineData("""{"format_version":"one","digest":"sha256:00"}""", "is damaged: its format_version is \"one\"")]
    [InlineData("""{"format_version":"2.0","digest":"sha256:00"}""", "has format 2.0, and this version reads 1.x")]
    [InlineData("""{"format_version":"1.0","digest":"sha256:00"}""", "is damaged: \"changes\" is missing or of the wrong type")]
    [InlineData("""{"format_version":"1.0","digest":"\ud800","changes":[],"waiting":[],"state":{"lineage":""}}""", "is damaged")]
    public void What_is_no_plan_is_refused(string content, string expected)
    {
        var failure = Assert.Throws<ReconcilerException>(() => SavedPlanJson.Read(Encoding.UTF8.GetBytes(content), "plan.json"));
        Assert.Equal(FailureKind.Usage, failure.Kind);
        Assert.Contains("plan.json", failure.Message, StringComparison.Ordinal);
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
    }

    [Theory(DisplayName = "GIT-04 an edited plan is refused: its digest is over its changes")]
    [InlineData("www.example.com", "xxx.example.com")]
    [InlineData("\"verb\": \"issue\"", "\"verb\": \"revoke\"")]
    [InlineData("\"reason\": \"create_new\"", "\"reason\": \"other\"")]
    public void An_edited_plan_is_refused(string from, string to)
    {
        var edited = Encoding.UTF8.GetString(Saved).Replace(from, to, StringComparison.Ordinal);
        var failure = Assert.Throws<ReconcilerException>(() => SavedPlanJson.Read(Encoding.UTF8.GetBytes(edited), "plan.json"));
        Assert.Contains("its digest is not that of its changes", failure.Message, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "GIT-04 members that a later minor version adds are passed over")]
    public void A_newer_minor_version_is_read()
    {
        var newer = Encoding.UTF8.GetString(Saved).Replace("\"format_version\": \"1.0\"", "\"format_version\": \"1.7\", \"moon\": [1, {}]", StringComparison.Ordinal);
        Assert.Equal(4, SavedPlanJson.Read(Encoding.UTF8.GetBytes(newer), "plan.json").Changes.Length);
    }

    [Fact(DisplayName = "GIT-04 a plan file that is too large is refused, naming the limit")]
    public void Too_large_is_refused()
    {
        var failure = Assert.Throws<ReconcilerException>(() => SavedPlanJson.Read(new byte[SavedPlanJson.MaxLength + 1], "plan.json"));
        Assert.Contains("256 MiB", failure.Message, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "GIT-04 a damaged plan is a plan with the same changes or a named refusal, never anything else")]
    public void Damage_is_refused_by_name()
    {
        var intact = SavedPlanJson.Read(Saved, "plan.json");
        Gen.Select(Gen.Int[0, Saved.Length - 1], Gen.Byte, Gen.Int[0, 40], Gen.Bool).Sample((at, value, length, cut) =>
        {
            byte[] damaged = cut ? [.. Saved[..at], .. Saved[Math.Min(Saved.Length, at + length)..]] : [.. Saved[..at], value, .. Saved[(at + 1)..]];
            try
            {
                Assert.Equal(intact.Changes.Select(change => change.Key), SavedPlanJson.Read(damaged, "plan.json").Changes.Select(change => change.Key));
            }
            catch (ReconcilerException failure)
            {
                Assert.Contains("plan.json", failure.Message, StringComparison.Ordinal);
            }
        }, iter: 5_000, threads: 1);
    }

    [Fact(DisplayName = "GIT-04 nothing is nested so deep that it harms")]
    public void Depth_is_limited()
    {
        var deep = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("""{"format_version":""", 100_000)));
        Assert.IsType<JsonException>(Assert.Throws<ReconcilerException>(() => SavedPlanJson.Read(deep, "plan.json")).InnerException, exactMatch: false);
    }

    private static byte[] Save()
    {
        var desired = SmallPlans.Pki().Www().Build();
        return SavedPlanJson.Render(SmallPlans.From(desired), desired);
    }
}
