using CsCheck;

namespace Reconciler.Adapters.Tests.Yaml.Following;

/// <summary>One change of a commit: numbers that choose what is done where.</summary>
internal readonly record struct Edit(int Place, int What, int Which);

/// <summary>A repository that random edits change: documents of all kinds, mostly sound, in a few files, and what they lean on in others.</summary>
internal sealed class RandomRepository
{
    private const int Files = 5;
    private const int Slots = 3;
    private const int Moves = 4;

    private static readonly string[] Domains =
    [
        "a.shop.example", "[shop.example, www.shop.example]", "[www.shop.example]", "[shop.example]", "['*.shop.example', b.shop.example]",
        "[x.corp.example, shop.example]", "[www.deep.corp.example]", "[a.shop.example, deep.corp.example]",
    ];

    private static readonly string[] Leanings =
    [
        "authority: corp", "authority: corp\n  targets: [edge]", "authority: web\n  validation: dns", "authority: web\n  validation: dns2", "authority: [corp, root]",
        "authority: web\n  validation: dns\n  targets: [edge]", "authority: corp\n  validity: 30d", "authority: web\n  validation: dns\n  revoked: { reason: superseded }",
        "authority: root", "authority: missing", "authority: web", "authority: corp\n  targets: [edge, wide]", "authority: corp\n  targets: [nowhere]\n  usages: [clientAuth]",
    ];

    private readonly string[,] _documents = new string[Files, Slots];
    private readonly int[] _settings = new int[Moves];

    public static Gen<Edit[][]> History { get; } =
        Gen.Select(Gen.Int[0, Files * Slots - 1], Gen.Int[0, 99], Gen.Int[0, 999], (place, what, which) => new Edit(place, what, which)).Array[1, 4].Array[2, 8];

    public MemoryTree Tree
    {
        get
        {
            Dictionary<string, string> files = new(StringComparer.Ordinal) { ["base.yaml"] = Base(), ["templates/own.scriban"] = Template() };
            for (var file = 0; file < Files; file++)
            {
                var documents = Enumerable.Range(0, Slots).Select(slot => _documents[file, slot]).Where(document => document is not null).ToList();
                if (documents.Count > 0) files[$"f{file}.yaml"] = string.Join("---\n", documents);
            }

            // A file that all that was moved away from leaves behind, under another name.
            if (_settings[3] % 3 == 1 && files.Remove("f1.yaml", out var moved)) files["moved/f1.yaml"] = moved;
            return new(files);
        }
    }

    public void Apply(Edit edit)
    {
        var (file, slot) = (edit.Place / Slots, edit.Place % Slots);
        if (edit.What < 45) _documents[file, slot] = Certificate(edit.Place, edit.Which);
        else if (edit.What < 60) _documents[file, slot] = null!;
        else if (edit.What < 75)
        {
            var (other, there) = (edit.Which / Slots % Files, edit.Which % Slots);
            (_documents[file, slot], _documents[other, there]) = (_documents[other, there], _documents[file, slot]);
        }
        else if (edit.What < 90) _settings[edit.Place % Moves] = edit.Which;
        else _documents[file, slot] = Other(edit.Place, edit.Which);
    }

    private static string Certificate(int name, int which) => $"""
        apiVersion: reconciler/v1
        kind: Certificate
        metadata: {"{"} name: c{name % 12}{(which % 7 == 0 ? ", account: shop" : "")}{(which % 11 == 0 ? ", region: eu" : "")} {"}"}
        {(which % 13 == 0 ? "# a line that moves what follows\n" : "")}spec:
          domains: {Domains[which % Domains.Length]}
          {Leanings[which / 8 % (which % 5 == 0 ? Leanings.Length : 8)]}

        """;

    private static string Other(int name, int which) => (which % 6) switch
    {
        0 => "apiVersion: reconciler/v1\nkind: Certificate\nmetadata: { name: broken }\nspec: { domains: [a_b.example], authority: corp }\n",
        1 => "a: 1\na: 2\n",
        2 => $"apiVersion: reconciler/v1\nkind: Target\nmetadata: {{ name: t{name} }}\nspec: {{ type: files, files: {{ directory: {(which % 4 < 2 ? "out/c1/in" : $"out/{name}")} }} }}\n",
        3 => $"apiVersion: reconciler/v1\nkind: Account\nmetadata: {{ name: a{name % 3} }}\nspec: {{ regions: [eu] }}\n",
        4 => $"apiVersion: reconciler/v1\nkind: DnsProvider\nmetadata: {{ name: p{name} }}\nspec: {{ type: embedded, zones: [z{name}.example] }}\n",
        _ => "apiVersion: reconciler/v1\nkind: Certificate\nmetadata: { name: [ }\n",
    };

    private string Base() => $"""
        apiVersion: reconciler/v1
        kind: CertificateAuthority
        metadata: {"{"} name: root {"}"}
        spec: {"{"} type: root, subject: {"{"} commonName: Root {"}"} {"}"}
        ---
        apiVersion: reconciler/v1
        kind: CertificateAuthority
        metadata: {"{"} name: corp {"}"}
        spec: {"{"} type: subordinate, parent: root, subject: {"{"} commonName: Corp {"}"}{(_settings[0] % 4 == 1 ? ", nameConstraints: { permitted: [shop.example] }" : "")} {"}"}
        ---
        apiVersion: reconciler/v1
        kind: CertificateAuthority
        metadata: {"{"} name: web {"}"}
        spec: {"{"} type: subordinate, parent: root, subject: {"{"} commonName: Web {"}"}, trust: public, caaIdentities: [ca.example] {"}"}
        ---
        apiVersion: reconciler/v1
        kind: ValidationMethod
        metadata: {"{"} name: dns {"}"}
        spec: {"{"} method: dns, zone: v.example, ttl: {(_settings[1] % 3 == 1 ? 60 : 300)}, record: {(_settings[1] % 2 == 1 ? "templates/own.scriban" : "acm-cname")}{(_settings[1] % 5 == 1 ? ", provider: own" : "")} {"}"}
        ---
        apiVersion: reconciler/v1
        kind: ValidationMethod
        metadata: {"{"} name: dns2 {"}"}
        spec: {"{"} method: dns, zone: w.example, record: templates/own.scriban {"}"}
        ---
        apiVersion: reconciler/v1
        kind: DnsProvider
        metadata: {"{"} name: own {"}"}
        spec: {"{"} type: embedded, zones: [shop.example] {"}"}
        ---
        apiVersion: reconciler/v1
        kind: Target
        metadata: {"{"} name: edge {"}"}
        spec: {"{"} type: files, files: {"{"} directory: out {"}"} {"}"}
        ---
        apiVersion: reconciler/v1
        kind: Target
        metadata: {"{"} name: wide {"}"}
        spec: {"{"} type: files, files: {"{"} directory: {(_settings[2] % 4 == 1 ? "out/." : "wide")}, layout: bundle {"}"} {"}"}
        {(_settings[0] % 3 == 1 ? "---\napiVersion: reconciler/v1\nkind: Account\nmetadata: { name: default }\nspec: { regions: [local, eu], validationSalt: s" + (_settings[0] % 2) + ", quotas: { certificates: " + (_settings[0] % 5 * 3) + " } }\n" : "")}
        {(_settings[2] % 3 == 1 ? "---\napiVersion: reconciler/v1\nkind: Account\nmetadata: { name: shop }\nspec: { regions: [" + (_settings[2] % 2 == 0 ? "eu" : "us, eu") + "] }\n" : "")}
        """;

    private string Template() => (_settings[3] % 4) switch
    {
        0 => "{{ name }}. {{ ttl }} IN CNAME {{ target }}.\n",
        1 => "{{ name }}. IN CNAME {{ target }}.\n",
        2 => "{{ name }}. {{ ttl }} IN CNAME {{ target }}. ; {{ domain }}\n",
        _ => "{{ name }}. 1 IN CNAME {{ target }}.\n",
    };
}
