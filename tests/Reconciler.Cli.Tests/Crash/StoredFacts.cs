using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Data.Sqlite;

namespace Reconciler.Cli.Tests.Crash;

/// <summary>An issuing that a run left behind.</summary>
internal sealed record LeftIntent(string Subject, int Generation, string Serial, byte[] ToBeSigned);

/// <summary>What the state of a repository holds, read behind the program's back.</summary>
internal sealed class StoredFacts(string repository)
{
    private string Database => Path.Combine(repository, ".reconciler", "state.db");

    public IReadOnlyList<LeftIntent> Intents() => File.Exists(Database)
        ? Query("SELECT subject, generation, serial, to_be_signed FROM intents", row => new LeftIntent(row.GetString(0), row.GetInt32(1), row.GetString(2), (byte[])row[3]))
        : [];

    public IReadOnlyList<string> Texts(string sql) => Query(sql, row => row.GetString(0));

    public long Number(string sql) => Query(sql, row => row.GetInt64(0)).Single();

    /// <summary>Highest CRL number of each authority, or none.</summary>
    public IReadOnlyDictionary<string, long> CrlNumbers() => File.Exists(Database)
        ? Query("SELECT authority, max(number) FROM crls GROUP BY authority", row => (row.GetString(0), row.GetInt64(1))).ToDictionary()
        : new Dictionary<string, long>();

    /// <summary>Everything that may never be otherwise once a run has gone through.</summary>
    public void AssertSound()
    {
        Assert.Empty(Intents());
        AssertSerials();
        AssertKeys();
        AssertCrls();
        AssertPlaced();
    }

    /// <summary>An intent was finished: its own serial, its own bytes.</summary>
    public void AssertFinished(LeftIntent intent)
    {
        var der = Assert.Single(Query(
            """
            SELECT der FROM certificate_versions JOIN certificate_ders USING (certificate, number) WHERE certificate = ?1 AND number = ?2 AND serial = ?3
            UNION ALL SELECT der FROM authority_versions WHERE authority = ?1 AND number = ?2 AND serial = ?3
            """,
            row => (byte[])row[0],
            intent.Subject,
            intent.Generation,
            intent.Serial));
        Assert.True(der.AsSpan().IndexOf(intent.ToBeSigned) > 0, $"{intent.Subject} was not signed as it was begun");
    }

    /// <summary>The serial is on the newest CRL of one of the authorities.</summary>
    public bool IsOnACrl(string serial) => NewestCrls().Any(crl => Lists(crl.Der, serial));

    // Serials are the primary key of their table: here each certificate must have taken its own before.
    private void AssertSerials() => Assert.Empty(Texts(
        """
        SELECT serial FROM (SELECT serial, certificate AS subject, number FROM certificate_versions UNION ALL SELECT serial, authority, number FROM authority_versions) AS issued
        WHERE NOT EXISTS (SELECT 1 FROM serials WHERE serial = issued.serial AND subject = issued.subject AND generation = issued.number)
        UNION ALL SELECT serial FROM serials WHERE serial NOT IN
            (SELECT serial FROM certificate_versions UNION ALL SELECT serial FROM authority_versions UNION ALL SELECT serial FROM unknown_outcomes)
        """));

    private void AssertKeys() => Assert.Empty(Texts(
        """
        SELECT subject || ' ' || version FROM keys
        WHERE NOT EXISTS (SELECT 1 FROM certificate_versions WHERE certificate = subject AND key_version = version)
            AND NOT EXISTS (SELECT 1 FROM authority_versions WHERE authority = subject AND key_version = version)
        """));

    private void AssertCrls()
    {
        var numbers = Query("SELECT authority, number, this_update FROM crls ORDER BY authority, number", row => (Authority: row.GetString(0), Number: row.GetInt64(1), At: row.GetInt64(2)));
        foreach (var (before, after) in numbers.Zip(numbers.Skip(1)).Where(pair => pair.First.Authority == pair.Second.Authority)) Assert.True(before.At <= after.At);
        foreach (var (authority, path, der) in NewestCrls())
        {
            Assert.True(File.ReadAllBytes(path).AsSpan().SequenceEqual(der), $"{path} is not the newest CRL of {authority}");
            var revoked = Query(
                """
                SELECT serial FROM certificate_versions WHERE authority = ?1 AND revoked_at IS NOT NULL
                UNION ALL SELECT serial FROM authority_versions WHERE parent = ?1 AND revoked_at IS NOT NULL
                UNION ALL SELECT serial FROM unknown_outcomes WHERE issuer = ?1
                """,
                row => row.GetString(0),
                authority);
            foreach (var serial in revoked) Assert.True(Lists(der, serial), $"{serial} is revoked and not on the CRL of {authority}");
        }
    }

    /// <summary>What is published is known, current and has its own key; what is current and has a deployment is published.</summary>
    private void AssertPlaced()
    {
        var current = Query("SELECT certificate, fingerprint FROM certificate_versions WHERE status = 'current'", row => (row.GetString(1), row.GetString(0))).ToDictionary();
        var revoked = Texts("SELECT fingerprint FROM certificate_versions WHERE status = 'revoked'");
        var placed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var folder in Directory.EnumerateDirectories(repository, "certs*").SelectMany(Directory.EnumerateDirectories).Where(folder => !folder.Contains("/.", StringComparison.Ordinal)))
        {
            using var certificate = X509Certificate2.CreateFromPemFile(Path.Combine(folder, "cert.pem"), Path.Combine(folder, "privkey.pem"));
            var fingerprint = certificate.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant();
            Assert.True(current.ContainsKey(fingerprint) || revoked.Contains(fingerprint), $"{folder} holds a certificate that is not current");
            if (current.TryGetValue(fingerprint, out var id)) placed.Add(id);
        }

        var deployed = Texts("SELECT DISTINCT certificate FROM deployments WHERE certificate IN (SELECT certificate FROM certificate_versions WHERE status = 'current')");
        Assert.Equal(deployed.Order(), placed.Order());
    }

    private IReadOnlyList<(string Authority, string Path, byte[] Der)> NewestCrls() => Query(
        "SELECT authority, path, der FROM crls WHERE number = (SELECT max(number) FROM crls AS other WHERE other.authority = crls.authority)",
        row => (row.GetString(0), row.GetString(1), (byte[])row[2]));

    private static bool Lists(byte[] crl, string serial) => CertificateRevocationListBuilder.Load(crl, out _).RemoveEntry(Convert.FromHexString(serial));

    private List<T> Query<T>(string sql, Func<SqliteDataReader, T> read, params object[] parameters)
    {
        using var connection = new SqliteConnection($"Data Source={Database};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < parameters.Length; i++) command.Parameters.AddWithValue($"?{(i + 1).ToString(CultureInfo.InvariantCulture)}", parameters[i]);
        using var reader = command.ExecuteReader();
        List<T> rows = [];
        while (reader.Read()) rows.Add(read(reader));
        return rows;
    }
}
