using System.Text;

namespace Reconciler.Core.Domain;

/// <summary>Text data shipped inside this assembly, from the folder <c>Domain/Data</c>.</summary>
internal static class EmbeddedData
{
    public static IEnumerable<string> Lines(string file)
    {
        var stream = typeof(EmbeddedData).Assembly.GetManifestResourceStream(file) ?? throw new InvalidOperationException($"{file} is not embedded");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        while (reader.ReadLine() is { } line) yield return line;
    }
}
