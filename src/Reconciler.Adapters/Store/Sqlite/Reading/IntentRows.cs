using Reconciler.Adapters.Store.Shapes;
using Reconciler.Core.Actual;
using Reconciler.Core.Domain;

namespace Reconciler.Adapters.Store.Sqlite.Reading;

/// <summary>Reads the open intents of a snapshot, by subject; there are few.</summary>
internal static class IntentRows
{
    private const string Select = "SELECT subject, generation, spec_hash, serial, verb, issuer, not_after FROM intents";

    public static Dictionary<string, OpenIntent> Read(Statements statements)
    {
        var intents = new Dictionary<string, OpenIntent>(StringComparer.Ordinal);
        using var row = statements.Query(Select);
        while (row.Read())
        {
            intents.Add(row.Text(0), new(row.Int(1), row.Text(2), SerialNumber.Parse(row.Text(3)), row.Text(4))
            {
                Issuer = row.OptionalText(5) is { } issuer ? StoredText.ReadId(issuer) : null,
                NotAfter = row.OptionalInstant(6),
            });
        }

        return intents;
    }
}
