using System.Globalization;

namespace Reconciler.Adapters.Deploy;

/// <summary>Local users by name, as <c>passwd(5)</c> lists them; users of a directory service are not found.</summary>
internal static class UserDatabase
{
    private const string File = "/etc/passwd";

    /// <summary>Numeric user id. Throws <see cref="FileFailureException"/> when there is no such user.</summary>
    public static uint IdOf(string user) =>
        TryFind(user) ?? throw new FileFailureException($"there is no user {user} in {File} to own the files", needsPerson: true);

    /// <summary>Null when there is no such user.</summary>
    public static uint? TryFind(string user)
    {
        foreach (var line in System.IO.File.ReadLines(File))
        {
            var fields = line.Split(':', 4);
            if (fields.Length == 4 && string.Equals(fields[0], user, StringComparison.Ordinal) &&
                uint.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out var id)) return id;
        }

        return null;
    }
}
