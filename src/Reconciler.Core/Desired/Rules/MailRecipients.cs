using Reconciler.Core.Diagnostics;

namespace Reconciler.Core.Desired.Rules;

/// <summary>Somebody reads the mail of a notification: those it names, or the owners of its account.</summary>
[DiagnosticCodes]
internal static class MailRecipients
{
    public static readonly DiagnosticCode Nobody = new(
        "C047",
        Severity.Error,
        "nobody to write to",
        "A notification of type mail that names no recipients writes to the owners of its account; an account without owners has none.");

    public static void Check(DeclaredObjects declared, DiagnosticBag problems)
    {
        foreach (var notification in declared.Notifications)
        {
            if (notification.Spec is not NotificationSpec.Mail { To.IsEmpty: true }) continue;
            if (declared.MayStandUnread(notification.Id.Account) || declared.Account(notification.Id.Account) is not { Owners.IsEmpty: true }) continue;
            problems.Add(
                Nobody, $"{notification.Id.Short} writes to nobody: it names no recipients, and account \"{notification.Id.Account}\" has no owners",
                notification.Places.Of("type"), 0, "write to: [ops@example.com], or owners in the manifest of the account");
        }
    }
}
