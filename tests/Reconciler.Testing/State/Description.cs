using System.Collections;
using System.Globalization;
using System.Net;
using System.Reflection;
using System.Text;
using Reconciler.Core.Domain;

namespace Reconciler.Testing.State;

/// <summary>
/// A value as text down to its last field, for comparing: records that hold lists are equal by reference only. Properties come in the order of their
/// names, entries of dictionaries in the order of their keys.
/// </summary>
public static class Description
{
    public static string Of(object? value)
    {
        var text = new StringBuilder();
        Write(text, value, 0);
        return text.ToString();
    }

    private static void Write(StringBuilder text, object? value, int depth)
    {
        switch (value)
        {
            case null:
                text.Append("null");
                break;
            case DateTimeOffset instant:
                text.Append(instant.ToString("O", CultureInfo.InvariantCulture));
                break;
            case byte[] bytes:
                text.Append(Convert.ToHexStringLower(bytes));
                break;
            case string or ResourceId or DnsName or SerialNumber or Guid or IPEndPoint or Enum or IConvertible or TimeSpan:
                text.Append(CultureInfo.InvariantCulture, $"{value}");
                break;
            case IDictionary entries:
                var keys = entries.Keys.Cast<object>().OrderBy(key => key.ToString(), StringComparer.Ordinal);
                WriteAll(text, keys.Select(key => ((object?)key, entries[key])), depth);
                break;
            case IEnumerable list:
                WriteAll(text, list.Cast<object?>().Select((item, index) => ((object?)index, item)), depth);
                break;
            default:
                WriteAll(text, Properties(value), depth);
                break;
        }
    }

    private static IEnumerable<(object? Name, object? Value)> Properties(object value) => value.GetType()
        .GetProperties(BindingFlags.Instance | BindingFlags.Public)
        .Where(property => property.GetIndexParameters().Length == 0 && !property.PropertyType.IsByRefLike)
        .OrderBy(property => property.Name, StringComparer.Ordinal)
        .Select(property => ((object?)property.Name, property.GetValue(value)));

    private static void WriteAll(StringBuilder text, IEnumerable<(object? Name, object? Value)> parts, int depth)
    {
        foreach (var (name, value) in parts)
        {
            text.Append('\n').Append(' ', depth * 2).Append(CultureInfo.InvariantCulture, $"{name}: ");
            Write(text, value, depth + 1);
        }
    }
}
