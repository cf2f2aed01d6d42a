using System.Diagnostics.CodeAnalysis;
using Reconciler.Adapters.Yaml.Fields;
using Reconciler.Adapters.Yaml.Types;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Field = Reconciler.Adapters.Yaml.Fields.FieldOf<Reconciler.Core.Desired.AccountSpec>;

namespace Reconciler.Adapters.Yaml.Kinds;

internal static class AccountFields
{
    private static readonly IntegerType Count = new(0, 100_000_000);
    private static readonly IntegerType Percent = new(0, 100);

    private static readonly ParsedType<Period> Within = new(
        "span", "a time", FieldCodes.BadPeriod, "a whole number of minutes, hours or days, at most 7d",
        TryParseWithin, "^[1-9][0-9]{0,4}[mhd]$");

    public static KindDefinition<AccountSpec> Kind { get; } = new(
        ResourceKind.Account,
        "A tenant: its regions, owners, quotas and the limits of one run.",
        new PlainSpec<AccountSpec>(new SpecVariant<AccountSpec, AccountSpec>("", "", new(
            Field.Required("regions", new ListType<string>(NameType.Instance, least: 1), "Regions of the account; the first is its home region.", (a, v) => a with { Regions = v }, "[local]"),
            Field.Optional("owners", new ListType<string>(TextTypes.Mail), "Who is told when something needs a person.", (a, v) => a with { Owners = v }, "[]", "[pki@example.com]"),
            Field.Optional("validationSalt", TextTypes.Salt, "Public salt of the validation tokens; left out, it is the account's name.", (a, v) => a with { ValidationSalt = v }, example: "5f0c2a"),
            Field.Group("quotas", "What the account may have; only what is written is in force, but the names of a certificate.",
                Field.Optional("certificates", Count, "Certificates that the repository may declare.", (a, v) => a with { Quotas = a.Quotas with { Certificates = v } }, example: "2500"),
                Field.Optional("namesPerCertificate", new IntegerType(1, 100), "Names that one certificate may have.", (a, v) => a with { Quotas = a.Quotas with { NamesPerCertificate = v } }, "10"),
                Field.Optional("requestsPerYear", Count, "Certificates requested in a year; renewals and replacements are not counted.", (a, v) => a with { Quotas = a.Quotas with { RequestsPerYear = v } }, example: "5000"),
                Field.Optional("authorities", Count, "Authorities that the repository may declare.", (a, v) => a with { Quotas = a.Quotas with { Authorities = v } }, example: "200")),
            Field.Group("limits", "How much one run may do, for each verb.",
                Field.Group("revoke", "Limit of revoking.",
                    Field.Optional("count", Count, "Certificates revoked in one run.", (a, v) => a with { Limits = a.Limits with { Revoke = a.Limits.Revoke with { Count = v } } }, "10"),
                    Field.Optional("percent", Percent, "Percent of the live certificates.", (a, v) => a with { Limits = a.Limits with { Revoke = a.Limits.Revoke with { Percent = v } } }, "10")),
                Field.Group("remove", "Limit of removing.",
                    Field.Optional("count", Count, "Certificates removed in one run.", (a, v) => a with { Limits = a.Limits with { Remove = a.Limits.Remove with { Count = v } } }, "100"),
                    Field.Optional("percent", Percent, "Percent of the live certificates.", (a, v) => a with { Limits = a.Limits with { Remove = a.Limits.Remove with { Percent = v } } }, "10")),
                Field.Group("replace", "Limit of replacing.",
                    Field.Optional("count", Count, "Certificates replaced in one run.", (a, v) => a with { Limits = a.Limits with { Replace = a.Limits.Replace with { Count = v } } }, "500"),
                    Field.Optional("percent", Percent, "Percent of the live certificates.", (a, v) => a with { Limits = a.Limits with { Replace = a.Limits.Replace with { Percent = v } } }, "25")),
                Field.Group("issue", "Limit of issuing, renewals and replacements counted in; what exceeds it waits.",
                    Field.Optional("count", new IntegerType(1, 100_000_000), "Certificates issued within the time; left out: three for each declared certificate, more where it lives for less than the time, at least 1000.", (a, v) => a with { Limits = a.Limits with { Issue = a.Limits.Issue with { Count = v } } }, example: "300"),
                    Field.Optional("within", Within, "The time over which they are counted, at most 7d.", (a, v) => a with { Limits = a.Limits with { Issue = a.Limits.Issue with { Within = v } } }, "1d", "3h")))),
            new AccountSpec { Regions = [] })),
        (id, places, spec) => new Account(id, places, spec));

    private static bool TryParseWithin(string text, [MaybeNullWhen(false)] out Period period) =>
        Period.TryParse(text, out period) && period.Months == 0 && period.Length <= TimeSpan.FromDays(7);
}
