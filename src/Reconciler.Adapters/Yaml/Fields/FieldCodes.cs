using Reconciler.Core.Diagnostics;

namespace Reconciler.Adapters.Yaml.Fields;

/// <summary>What can be wrong with the fields of a document.</summary>
[DiagnosticCodes]
internal static class FieldCodes
{
    public static readonly DiagnosticCode UnknownKey = new("C009", Severity.Error, "unknown key",
        "Only the fields of the field reference are read; a key that is not among them would be a wish that nobody fulfils. Capitals count.");

    public static readonly DiagnosticCode WrongShape = new("C010", Severity.Error, "wrong shape",
        "A field holds text, a list or a mapping, as the field reference says. A key with nothing behind it holds nothing: write a value or remove the line.");

    public static readonly DiagnosticCode Missing = new("C011", Severity.Error, "required field missing",
        "The field has no default. Write it.");

    public static readonly DiagnosticCode ApiVersion = new("C013", Severity.Error, "apiVersion not known",
        "Every document begins with apiVersion: reconciler/v1. A YAML file that is no manifest is listed in .reconcilerignore.");

    public static readonly DiagnosticCode UnknownValue = new("C014", Severity.Error, "value not known",
        "The field takes one of a few words; capitals count.");

    public static readonly DiagnosticCode UnknownKind = new("C015", Severity.Error, "kind not known",
        "The kinds are Account, CertificateAuthority, DnsProvider, ValidationMethod, Target, Certificate and Notification; capitals count.");

    public static readonly DiagnosticCode Unavailable = new("C016", Severity.Error, "not available in this version",
        "The manifest language has a place for this, but this version of the program cannot do it yet. It is refused rather than passed over.");

    public static readonly DiagnosticCode BadName = new("C017", Severity.Error, "not a name",
        "Names of objects, accounts and regions become names of files and DNS records: "
        + "1 to 63 lower-case letters, digits and hyphens, with a letter or digit at both ends.");

    public static readonly DiagnosticCode BadNumber = new("C018", Severity.Error, "not a number in range",
        "A whole number in decimal digits, without sign, separators or leading zeros, within the bounds that the message names.");

    public static readonly DiagnosticCode BadBoolean = new("C019", Severity.Error, "neither true nor false",
        "Only true and false are read; yes, no, on and off are text here.");

    public static readonly DiagnosticCode BadPeriod = new("C020", Severity.Error, "not a period",
        "A whole number above zero and a unit: 15m 72h 395d 8w 13mo 10y, at most 200 years. Months and years follow the calendar, the other units are exact.");

    public static readonly DiagnosticCode BadInstant = new("C021", Severity.Error, "not an instant",
        "An instant of RFC 3339 with its offset, such as 2036-01-01T00:00:00Z.");

    public static readonly DiagnosticCode BadAddress = new("C022", Severity.Error, "not an address",
        "Addresses are IPv4 in four decimal parts or IPv6; "
        + "with a port as 127.0.0.1:5353 or [::1]:5353; networks as 10.0.0.0/8 without bits beyond the prefix.");

    public static readonly DiagnosticCode BadCertificateName = new("C023", Severity.Error, "not a name for a certificate",
        "Certificates carry host names in ASCII without a trailing dot: "
        + "labels of up to 63 letters, digits and hyphens, 253 in all, optionally one whole left-most label *.");

    public static readonly DiagnosticCode BadDomain = new("C024", Severity.Error, "not a domain name",
        "A domain name of labels of letters, digits, hyphens and underscores, up to 63 octets each and 253 in all, without wildcard, leading or trailing dot.");

    public static readonly DiagnosticCode BadReference = new("C025", Severity.Error, "not a reference",
        "Another object is named by its metadata.name; an authority of another region as region/name. "
        + "Every other reference stays within the region, and all within the account.");

    public static readonly DiagnosticCode BadTags = new("C026", Severity.Error, "tags beyond what is allowed",
        "At most 50 tags; a key has 1 to 128, a value up to 256 printable characters.");

    public static readonly DiagnosticCode BadList = new("C027", Severity.Error, "list empty or with an entry twice",
        "The list needs at least one entry, and each entry once.");

    public static readonly DiagnosticCode Exclusive = new("C028", Severity.Error, "fields exclude each other",
        "Both fields say the same thing in two ways. Keep one of them.");

    public static readonly DiagnosticCode Parent = new("C029", Severity.Error, "parent and type do not fit",
        "A subordinate authority names the authority that signs it in parent; a root signs itself and names none.");

    public static readonly DiagnosticCode Declined = new("C030", Severity.Error, "not offered",
        "This is left out on purpose: control of a name is proved by DNS, and certificates are for TLS servers and clients.");

    public static readonly DiagnosticCode BadText = new("C031", Severity.Error, "text of the wrong form",
        "Text is printable and of the length or form that the message names.");

    public static readonly DiagnosticCode BadFileMode = new("C032", Severity.Error, "not a file mode",
        "Permission bits in octal, such as \"0600\" or \"0640\": the owner must be able to read and write, others have no access to a private key.");

    public static readonly DiagnosticCode BadUrl = new("C033", Severity.Error, "not a plain http URL",
        "Certificate status is fetched over plain http (RFC 5280, section 8), from a URL without user, query and fragment, such as http://pki.corp.example.");

    public static readonly DiagnosticCode BadPath = new("C034", Severity.Error, "not a path inside the repository",
        "A path is absolute or relative; a relative one starts from the repository's root and may not lead outside by \"..\".");

    public static readonly DiagnosticCode Placement = new("C035", Severity.Error, "metadata that the kind does not have",
        "Certificates, targets and authorities live in a region; the other kinds have none. An account belongs to no other account.");

    public static readonly DiagnosticCode BadSecret = new("C039", Severity.Error, "not a place of a secret",
        "A secret is named by an environment variable (letters, digits and underscores, no digit first) or by the absolute path of a file outside the repository; it never stands in a manifest.");

    public static readonly DiagnosticCode Password = new("C040", Severity.Error, "password and layout do not fit",
        "PKCS#12 and JKS files are under a password, which the target refers to; PEM files have none.");

    public static readonly DiagnosticCode BadHookUrl = new("C045", Severity.Error, "not an address that events are sent to",
        "An absolute https or http URL of up to 1024 characters, without user and fragment. A secret does not stand in it: who receives an event checks its signature.");

    public static readonly DiagnosticCode MailLogin = new("C046", Severity.Error, "login and security of a mail server do not fit",
        "A login is a user and the place of a password, both or neither, and it is sent under TLS alone: with security starttls or tls.");
}

/// <summary>What is read, but not quite as it was written.</summary>
[DiagnosticCodes]
internal static class FieldWarnings
{
    public static readonly DiagnosticCode Folded = new("C101", Severity.Warning, "capitals folded",
        "Domain names do not distinguish capitals; they are kept in lower case. Write them so, and what is shown is what stands in the file.");
}
