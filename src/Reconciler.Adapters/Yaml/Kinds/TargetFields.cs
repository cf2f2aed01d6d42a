using System.Collections.Immutable;
using Reconciler.Adapters.Yaml.Fields;
using Reconciler.Adapters.Yaml.Types;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Field = Reconciler.Adapters.Yaml.Fields.FieldOf<Reconciler.Core.Desired.TargetSpec.Files>;

namespace Reconciler.Adapters.Yaml.Kinds;

internal static class TargetFields
{
    private static readonly WordType<AcceptedKinds> Accepted = new(
        "kind of certificate", [("public", AcceptedKinds.Public), ("private", AcceptedKinds.Private), ("imported", AcceptedKinds.Imported)]);

    private static readonly WordType<FilesLayout> Layout = new(
        "layout", [.. Enum.GetValues<FilesLayout>().Select(layout => (layout.Word(), layout))]);

    public static KindDefinition<TargetSpec> Kind { get; } = new(
        ResourceKind.Target,
        "A thing that serves certificates.",
        new ChoiceSpec<TargetSpec>(
            "type",
            "target type",
            [new SpecVariant<TargetSpec, TargetSpec.Files>("files", "Files in a folder, with a command to run when they changed.", new(
                Field.Optional("global", new OnlyType<bool>(ValueTypes.Boolean, false, "false"), "Whether it is served in several regions.", (t, _) => t, "false"),
                Field.Unavailable("regions", "Regions that a global target is served in."),
                Field.Optional("accepts", new ListType<AcceptedKinds>(Accepted, least: 1), "Which certificates it takes.", (t, v) => t with { Accepts = Union(v) }, "[public, private, imported]"),
                Field.RequiredGroup("files", "Where the files go.",
                    Field.Required("directory", FileTypes.Path, "Folder; a relative one starts from the repository's root, for a bare or remote source from the state folder.", (t, v) => t with { Directory = v }, "/etc/ssl/www"),
                    Field.Optional("layout", Layout, "split: a folder of four files for each certificate; bundle: one file, key then chain; pkcs12 and jks: one file under a password.", (t, v) => t with { Layout = v }, "split"),
                    Field.Optional("owner", TextTypes.UserName, "Owner of the files; left out, whoever runs the program.", (t, v) => t with { Owner = v }, example: "root"),
                    Field.Optional("mode", FileTypes.KeyFileMode, "Permissions of files that hold a key.", (t, v) => t with { Mode = v }, "0600"),
                    Field.Optional("reload", TextTypes.Command, "Program and arguments to run when files changed.", (t, v) => t with { Reload = v }, example: "[systemctl, reload, nginx]"),
                    Field.Group("password", "Password of a PKCS#12 or JKS file: 6 to 128 printable ASCII characters.",
                        Field.Optional("env", SecretTypes.Variable, "Environment variable of the program that holds it, for example KEYSTORE_PASSWORD.", (t, v) => t with { Password = new SecretReference.Variable(v) }),
                        Field.Optional("file", SecretTypes.File, "File outside the repository that holds it, in one line.", (t, v) => t with { Password = new SecretReference.File(v) }),
                        Field.Unavailable("sealed", "The password itself, sealed for this installation."))),
                Field.Group("probe", "Where what is really served is looked at, over TLS: a new certificate must be seen there, and what else is seen is drift.",
                    Field.Required("connect", ProbeTypes.Connect, "Address, or host name, and port.", (t, v) => t with { Probe = Of(t) with { Host = v.Host, Port = v.Port } }, "127.0.0.1:8443"),
                    Field.Optional("serverName", DomainType.Instance, "Name to ask for (SNI); the probe is then about the certificates that cover it. Left out, each is asked for by a name of its own.", (t, v) => t with { Probe = Of(t) with { ServerName = v } }, example: "www.example.com"),
                    Field.Optional("within", ProbeTypes.Within, "How long a new certificate may take until it is seen, 30s where nothing is said; if it is not, the former one is put back.", (t, v) => t with { Probe = Of(t) with { Within = v } }, example: "30s"))),
                new TargetSpec.Files { Directory = "" },
                PasswordByLayout)],
            RefusedWord.Unavailable("nginx", "haproxy", "kubernetes", "sds", "webhook")),
        (id, places, spec) => new Target(id, places, spec));

    private static TargetSpec.Files PasswordByLayout(TargetSpec.Files spec, DocumentBinding binding)
    {
        if (binding.IsWritten("files.password.env") && binding.IsWritten("files.password.file"))
            binding.ReportAt(FieldCodes.Exclusive, "files.password.file", "\"env\" and \"file\" exclude each other", "keep one of them");
        if (spec.Layout.NeedsPassword() && spec.Password is null && !binding.HasErrors)
            binding.ReportAt(FieldCodes.Password, "files.layout", $"layout {spec.Layout.Word()} needs a password", "write password: { env: NAME }, or { file: /path }");
        if (!spec.Layout.NeedsPassword() && binding.IsWritten("files.password"))
            binding.ReportAt(FieldCodes.Password, "files.password", $"files of layout {spec.Layout.Word()} have no password", "remove it, or write layout: pkcs12");
        return spec;
    }

    private static ProbeSpec Of(TargetSpec.Files target) => target.Probe ?? new() { Host = "", Port = 0 };

    private static AcceptedKinds Union(ImmutableArray<AcceptedKinds> kinds)
    {
        var union = AcceptedKinds.None;
        foreach (var kind in kinds) union |= kind;
        return union;
    }
}
