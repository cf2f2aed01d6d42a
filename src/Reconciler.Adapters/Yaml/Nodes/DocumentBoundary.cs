namespace Reconciler.Adapters.Yaml.Nodes;

/// <summary>
/// Finds where the next document begins after one that is not valid YAML. A line that begins with <c>---</c> and a blank can stand inside no node
/// (YAML 1.2, section 9.1.2), so what follows it can be read on its own.
/// </summary>
internal static class DocumentBoundary
{
    /// <summary>
    /// Offset of the first marker on a line at or after <paramref name="fromLine"/> (from 1, counted from the start of the text); −1 when there is none.
    /// </summary>
    public static int Next(ReadOnlySpan<char> text, int fromLine, out int line)
    {
        line = 1;
        var offset = 0;
        while (true)
        {
            var rest = text[offset..];
            if (line >= fromLine && IsMarker(rest)) return offset;
            var length = rest.IndexOf('\n');
            if (length < 0) return -1;
            offset += length + 1;
            line++;
        }
    }

    private static bool IsMarker(ReadOnlySpan<char> rest) => rest.StartsWith("---") && (rest.Length == 3 || rest[3] is ' ' or '\t' or '\r' or '\n');
}
