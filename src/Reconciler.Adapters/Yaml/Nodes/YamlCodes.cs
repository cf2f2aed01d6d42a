using Reconciler.Core.Diagnostics;

namespace Reconciler.Adapters.Yaml.Nodes;

/// <summary>What can be wrong with a file before its fields are looked at.</summary>
[DiagnosticCodes]
internal static class YamlCodes
{
    public static readonly DiagnosticCode TooLarge = new("C001", Severity.Error, "manifest too large",
        "A manifest may hold 1 MiB. Spread its documents over several files; the names and places of files mean nothing.");

    public static readonly DiagnosticCode NotUtf8 = new("C002", Severity.Error, "not UTF-8",
        "Manifests are UTF-8 text, with or without a byte order mark. Save the file in that encoding.");

    public static readonly DiagnosticCode Syntax = new("C003", Severity.Error, "not valid YAML",
        "The document cannot be read as YAML, so none of it is used. Other documents of the file are still read. "
        + "Usual causes: a bracket or quote that is not closed, a tab in the indentation, "
        + "a missing space after a colon, text with a colon or hash that needs quotes.");

    public static readonly DiagnosticCode TooDeep = new("C004", Severity.Error, "nested too deeply",
        "Collections may stand inside each other 64 deep; no field needs more than five. The document is not read further.");

    public static readonly DiagnosticCode TooManyAliases = new("C005", Severity.Error, "too many aliases",
        "A file may use 100 aliases, and what they repeat may come to 100 000 nodes. Write the values out.");

    public static readonly DiagnosticCode Tag = new("C006", Severity.Error, "YAML tag",
        "Tags such as !!str or !include are refused: every value is read as text and parsed by the grammar of its field. Remove the tag.");

    public static readonly DiagnosticCode MergeKey = new("C007", Severity.Error, "merge key",
        "The merge key << is refused, since a reader of the file cannot see what a document holds. Write the fields out, or use an alias for one value.");

    public static readonly DiagnosticCode DuplicateKey = new("C008", Severity.Error, "duplicate key",
        "A key may stand once in a mapping. Keep one of the two.");

    public static readonly DiagnosticCode ComplexKey = new("C012", Severity.Error, "key is not text",
        "Keys are the names of fields. A list, a mapping or an alias cannot be a key.");

    public static readonly DiagnosticCode UnknownAlias = new("C036", Severity.Error, "alias without an anchor",
        "An alias repeats a value that was marked with an anchor earlier in the same document, and never one that contains the alias itself.");

    public static readonly DiagnosticCode HiddenCharacter = new("C037", Severity.Error, "character that cannot be seen",
        "Control characters, line breaks other than LF and CR LF, byte order marks inside the text and marks that change the direction of writing "
        + "are refused: they let a file mean something else than what a reviewer sees. Remove the character, or write it as an escape in double quotes.");
}
