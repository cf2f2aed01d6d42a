using Reconciler.Core.Desired;
using static Reconciler.Core.Tests.Desired.Rules.RuleRun;

namespace Reconciler.Core.Tests.Desired.Rules;

/// <summary>Rules about who is told.</summary>
public class NotificationRulesTests
{
    [Fact(DisplayName = "OBS-01 Mail without recipients goes to the owners of the account; without owners it is refused")]
    public void Nobody()
    {
        var builder = Base().Notification("mail", Mail()).Notification("named", Mail("ops@example.com"))
            .Account("shop", ["local"], account => account with { Owners = ["pki@example.com"] }).In("shop").Notification("mail", Mail());
        Assert.Equal(
            ["C047 notification-mail type: notification/mail writes to nobody: it names no recipients, and account \"default\" has no owners (write to: [ops@example.com], or owners in the manifest of the account)"],
            Check(builder));
    }

    [Fact(DisplayName = "OBS-01 A notification of an account that nobody declares is refused, like everything there")]
    public void UnknownAccount() =>
        Assert.StartsWith("C063 notification-mail", Assert.Single(Check(Base().In("shpo").Notification("mail", Mail()))), StringComparison.Ordinal);

    private static NotificationSpec.Mail Mail(params string[] to) => new() { Host = "smtp.example", Port = 587, From = "pki@example.com", To = [.. to] };
}
