using Reconciler.Adapters.Store.Sqlite;
using Reconciler.Pki.Keys;

namespace Reconciler.Cli.Tests.Preview;

public sealed class SavedPlanTests : IDisposable
{
    private const string Authorities = """
        apiVersion: reconciler/v1
        kind: CertificateAuthority
        metadata: { name: root }
        spec: { type: root, subject: { commonName: Example Root }, key: { algorithm: EC_prime256v1 } }
        ---
        apiVersion: reconciler/v1
        kind: CertificateAuthority
        metadata: { name: issuing }
        spec: { type: subordinate, parent: root, subject: { commonName: Example Issuing }, key: { algorithm: EC_prime256v1 } }
        ---
        apiVersion: reconciler/v1
        kind: Target
        metadata: { name: edge }
        spec: { type: files, files: { directory: certs } }

        """;

    private readonly TempFolder _folder = new();

    public SavedPlanTests()
    {
        _folder.Write("repository/authorities.yaml", Authorities);
        Declare("www", "www.example.com");
    }

    private string Repository => _folder.Combine("repository");

    private string Plan => _folder.Combine("plan.json");

    [Fact(DisplayName = "GIT-04 a saved plan is the approval: apply does what it says without asking, and a second time nothing")]
    public async Task A_saved_plan_is_the_approval()
    {
        Assert.Equal(0, (await SaveAsync()).ExitCode);
        var applied = await ApplyAsync();
        Assert.True(applied.ExitCode == 0, applied.Errors);
        Assert.Contains("Applied: 3 added, 0 renewed, 0 replaced, 0 revoked, 0 removed, 1 changed, 0 failed; 0 waiting", applied.Output, StringComparison.Ordinal);
        var again = await ApplyAsync();
        Assert.Equal(0, again.ExitCode);
        Assert.Contains("No changes.", again.Output, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "GIT-04 what is not within the saved plan is refused with the difference, object by object, and nothing is done")]
    public async Task More_than_was_reviewed_is_refused()
    {
        await SaveAsync();
        Declare("mail", "mail.example.com");
        Declare("www", "www.example.com, shop.example.com");
        var refused = await ApplyAsync();
        Assert.Equal(4, refused.ExitCode);
        Assert.Contains(
            """
            default/local/certificate/mail
              issue: was not reviewed
            """,
            refused.Errors,
            StringComparison.Ordinal);
        Assert.Contains(
            """
            default/local/certificate/www
              issue: was reviewed with other values
                domains = www.example.com -> www.example.com, shop.example.com
            """,
            refused.Errors,
            StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.Combine("repository", ".reconciler")));
    }

    [Fact(DisplayName = "GIT-04 part of a saved plan may be done before; the rest is still approved")]
    public async Task Part_may_be_done_before()
    {
        await SaveAsync();
        var first = await CapturedProgram.RunAsync("apply", Repository, "--auto-approve", "--target", "authority/issuing");
        Assert.Contains("Applied: 2 added,", first.Output, StringComparison.Ordinal);
        var rest = await ApplyAsync();
        Assert.True(rest.ExitCode == 0, rest.Errors);
        Assert.Contains("Applied: 1 added,", rest.Output, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "GIT-04 a plan of another state is refused by name")]
    public async Task A_plan_of_another_state_is_refused()
    {
        await CapturedProgram.RunAsync("apply", Repository, "--auto-approve", "--state", _folder.Combine("other"));
        await CapturedProgram.RunAsync("plan", Repository, "--state", _folder.Combine("other"), "--out", Plan);
        await CapturedProgram.RunAsync("apply", Repository, "--auto-approve");
        var refused = await ApplyAsync();
        Assert.Equal(3, refused.ExitCode);
        Assert.Contains("made from another state", refused.Errors, StringComparison.Ordinal);
    }

    [Theory(DisplayName = "GIT-04 a plan file that cannot be used is refused by name before anything is looked at")]
    [InlineData("{", "is damaged")]
    [InlineData("""{"format_version":"9.0","digest":""}""", "has format 9.0")]
    [InlineData("""{"resource_changes":[]}""", "no plan that reconciler saved")]
    [InlineData(null, "cannot be read")]
    public async Task A_wrong_file_is_refused(string? content, string message)
    {
        if (content is not null) await File.WriteAllTextAsync(Plan, content);
        var refused = await ApplyAsync();
        Assert.Equal(3, refused.ExitCode);
        Assert.Contains(message, refused.Errors, StringComparison.Ordinal);
        Assert.Contains("plan.json", refused.Errors, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "GIT-04 no private key and no path of one is in a saved plan")]
    public async Task A_saved_plan_holds_no_secret()
    {
        await CapturedProgram.RunAsync("apply", Repository, "--auto-approve");
        Declare("www", "www.example.com, shop.example.com");
        await SaveAsync();
        var text = await File.ReadAllTextAsync(Plan);
        Assert.DoesNotContain("PRIVATE", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("kek", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(_folder.Path, text, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "DNS-04 the records that a preview shows are those that apply publishes")]
    public async Task Previewed_records_are_published()
    {
        using var repository = PreviewCase.Open("records-published-and-retracted");
        var shown = (await repository.PreviewAsync("--format", "json")).Output;
        var applied = await CapturedProgram.RunAsync("apply", repository.Path, "--auto-approve", "--state", _folder.Combine("state"));
        Assert.True(applied.ExitCode is 0 or 7, applied.Errors);
        var store = new SqliteStore(_folder.Combine("state"), new ManualTime(ManualTime.Start), new SystemEntropy());
        var published = (await store.ReadAsync(CancellationToken.None)).Records.Values.Single(record => record.Domain == "new.shop.example");
        Assert.Contains($"\"name\": \"{published.Owner}\"", shown, StringComparison.Ordinal);
        Assert.Contains($"\"target\": \"{published.Target}\"", shown, StringComparison.Ordinal);
        Assert.Contains(
            await store.ReadZoneRecordsAsync(CancellationToken.None), record => record is { Type: "CNAME" } && record.Owner == published.Owner && record.Value == published.Target);
    }

    public void Dispose() => _folder.Dispose();

    private void Declare(string name, string domains) => _folder.Write($"repository/{name}.yaml", $$"""
        apiVersion: reconciler/v1
        kind: Certificate
        metadata: { name: {{name}} }
        spec: { domains: [{{domains}}], authority: issuing, key: { algorithm: EC_prime256v1 }, targets: [edge] }

        """);

    private Task<Captured> SaveAsync() => CapturedProgram.RunAsync("plan", Repository, "--out", Plan);

    private Task<Captured> ApplyAsync() => CapturedProgram.RunAsync("apply", Repository, "--plan", Plan);
}
