using CsCheck;
using Reconciler.Adapters.Publishing;
using Reconciler.Core.Actual;

namespace Reconciler.Adapters.Tests.Publishing;

public class ZoneFileTextTests
{
    private const string Zone = "$ORIGIN shop.test.\r\n@ SOA ns1 h ( 1 ; serial\r\n 1 1 1 1 )\r\n  NS ns1\r\nns1 A 127.0.0.1\r\nt TXT \"a;b\" \"c\\\"d\"\r\n"
        + "; BEGIN reconciler\r\n_a.shop.test. 60 IN CNAME b.test.\r\n_t.shop.test. 60 IN TXT \"x\" \"y\"\r\n; END reconciler\r\nz A 127.0.0.1\r\n";

    [Fact(DisplayName = "the zone file whose damaged forms are tried is read")]
    public void Sound()
    {
        var (file, problem) = ZoneFileText.Read(Zone, "shop.test");
        Assert.Null(problem);
        Assert.Equal([new("_a.shop.test", "CNAME", "b.test", 60), new ZoneRecord("_t.shop.test", "TXT", "xy", 60)], file!.Records.AsEnumerable());
    }

    [Fact(DisplayName = "5 000 damaged zone files never throw; what is read is written with nothing outside the block and the serial changed")]
    public void Damaged()
    {
        const string characters = "\n\r\t ;()\"\\@.$a1S";
        var change = Gen.Select(Gen.Int[0, Zone.Length - 1], Gen.Int[0, characters.Length - 1], Gen.Int[0, 3]);
        change.Array[1, 6].Sample(changes =>
        {
            var text = Zone;
            foreach (var (at, character, kind) in changes)
            {
                if (text.Length == 0) break;
                var place = Math.Min(at, text.Length - 1);
                text = kind == 0 ? text.Remove(place, 1) : kind == 1 ? text[..(place + 1)] : text.Insert(place, characters[character].ToString());
            }

            var (file, problem) = ZoneFileText.Read(text, "shop.test");
            if (file is null) return !string.IsNullOrEmpty(problem);
            var (again, unreadable) = ZoneFileText.Read(file.With([.. file.Records, new("_new.shop.test", "TXT", "v", 1)]), "shop.test");
            return again is not null && unreadable is null && again.Records.Length >= 1 && again.Zone == file.Zone;
        }, iter: 5000);
    }

    [Fact(DisplayName = "any text goes into a TXT record of the block and comes out the same")]
    public void Any_text() => Gen.Char[' ', '\u2fff'].Array[0, 700].Sample(characters =>
    {
        var record = new ZoneRecord("_t.shop.test", "TXT", new string(characters), 60);
        var (file, _) = ZoneFileText.Read(Zone, "shop.test");
        var (again, problem) = ZoneFileText.Read(file!.With([record]), "shop.test");
        Assert.Null(problem);
        Assert.Equal(record, Assert.Single(again!.Records));
    });
}
