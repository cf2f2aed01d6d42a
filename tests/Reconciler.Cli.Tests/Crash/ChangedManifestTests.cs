namespace Reconciler.Cli.Tests.Crash;

/// <summary>
/// Between the crash and the next run somebody asks for something else. What was begun may have been signed, so its serial stays taken, is used for
/// nothing else, and goes on the CRL.
/// </summary>
public sealed class ChangedManifestTests
{
    private const string First = "one.internal.example";

    private const string Other = "one.internal.example, two.internal.example";

    [Theory(DisplayName = "An issuing that is no longer asked for in this form is closed, its serial revoked, and another one made")]
    [InlineData("issue.intent-stored")]
    [InlineData("issue.signed")]
    public async Task Another_form(string point)
    {
        using var repository = new Repository();
        repository.Write(Manifests.One(First));
        repository.ApplyKilledAt(point);
        var left = Assert.Single(repository.Stored.Intents());
        repository.Write(Manifests.One(Other));

        var plan = await repository.RunAsync("plan");
        await repository.ConvergeAsync();

        Assert.Contains($"generation 1 asked for something else and is closed, serial {left.Serial} counts as revoked", plan.Output, StringComparison.Ordinal);
        AssertClosed(repository, left);
        Assert.Equal(2, repository.Stored.Number("SELECT number FROM certificate_versions"));
    }

    [Fact(DisplayName = "A run that is cut off after it closed an issuing leaves the CRL to the next one")]
    public async Task Cut_off_before_the_crl()
    {
        using var repository = new Repository();
        repository.Write(Manifests.One(First));
        repository.ApplyKilledAt("issue.signed");
        var left = Assert.Single(repository.Stored.Intents());
        repository.Write(Manifests.One(Other));
        repository.ApplyKilledAt("issue.outcome-stored");
        Assert.False(repository.Stored.IsOnACrl(left.Serial));

        await repository.ConvergeAsync();

        AssertClosed(repository, left);
    }

    [Fact(DisplayName = "An issuing whose manifest is gone is closed and its serial revoked")]
    public async Task Manifest_gone()
    {
        using var repository = new Repository();
        repository.Write(Manifests.One(First));
        repository.ApplyKilledAt("issue.signed");
        var left = Assert.Single(repository.Stored.Intents());
        repository.Write(Manifests.None);

        await repository.ConvergeAsync();

        AssertClosed(repository, left);
        Assert.Equal("INACTIVE", Assert.Single(repository.Stored.Texts("SELECT status FROM certificates")));
    }

    [Fact(DisplayName = "An issuing whose certificate is then declared revoked is closed and its serial revoked")]
    public async Task Declared_revoked()
    {
        using var repository = new Repository();
        repository.Write(Manifests.One(First));
        repository.ApplyKilledAt("issue.signed");
        var left = Assert.Single(repository.Stored.Intents());
        repository.Write(Manifests.One(First, ", revoked: { reason: superseded }"));

        await repository.ConvergeAsync();

        AssertClosed(repository, left);
        Assert.Equal("REVOKED", Assert.Single(repository.Stored.Texts("SELECT status FROM certificates")));
    }

    [Fact(DisplayName = "A replacement that is taken back is closed, its serial revoked, and the certificate stays as it was")]
    public async Task Taken_back()
    {
        using var repository = new Repository();
        repository.Write(Manifests.One(First));
        await repository.ConvergeAsync();
        repository.Write(Manifests.One(Other));
        repository.ApplyKilledAt("replace.signed");
        var left = Assert.Single(repository.Stored.Intents());
        repository.Write(Manifests.One(First));

        var plan = await repository.RunAsync("plan");
        await repository.ConvergeAsync();

        Assert.Contains($"generation 2 was begun and is no longer wanted; it is closed, serial {left.Serial} counts as revoked", plan.Output, StringComparison.Ordinal);
        AssertClosed(repository, left);
        Assert.Equal(1, repository.Stored.Number("SELECT number FROM certificate_versions"));
    }

    [Fact(DisplayName = "An authority that is asked for under another subject is begun anew with a new key, and the parent's CRL lists the first serial")]
    public async Task Another_authority()
    {
        using var repository = new Repository();
        repository.Write(Manifests.Authorities("Crash Issuing"));
        repository.ApplyKilledAt("authority-create.signed#2");
        var left = Assert.Single(repository.Stored.Intents());
        Assert.EndsWith("/issuing", left.Subject, StringComparison.Ordinal);
        repository.Write(Manifests.Authorities("Other Issuing"));

        await repository.ConvergeAsync();

        AssertClosed(repository, left);
        Assert.Equal(2, repository.Stored.Number("SELECT number FROM authority_versions WHERE authority LIKE '%/issuing'"));
        Assert.Equal(2, repository.Stored.Number("SELECT version FROM keys WHERE subject LIKE '%/issuing'"));
    }

    [Fact(DisplayName = "A root that is asked for under another subject is begun anew with a new key and another serial")]
    public async Task Another_root()
    {
        using var repository = new Repository();
        repository.Write(Manifests.None);
        repository.ApplyKilledAt("authority-create.signed");
        var left = Assert.Single(repository.Stored.Intents());
        repository.Write(Manifests.None.Replace("Crash Root", "Other Root", StringComparison.Ordinal));

        await repository.ConvergeAsync();

        repository.Stored.AssertSound();
        Assert.Equal(left.Serial, Assert.Single(repository.Stored.Texts("SELECT serial FROM unknown_outcomes")));
        Assert.Equal(2, repository.Stored.Number("SELECT version FROM keys WHERE subject LIKE '%/root'"));
    }

    private static void AssertClosed(Repository repository, LeftIntent left)
    {
        repository.Stored.AssertSound();
        Assert.Equal(left.Serial, Assert.Single(repository.Stored.Texts("SELECT serial FROM unknown_outcomes")));
        Assert.True(repository.Stored.IsOnACrl(left.Serial), $"{left.Serial} may have been signed and is on no CRL");
    }
}
