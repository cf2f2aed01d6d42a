using System.Security.Cryptography;
using System.Text;
using Reconciler.Core.Desired;

namespace Reconciler.Core.Planning;

/// <summary>
/// Hash of what a manifest asks a certificate to hold, in canonical form: fields and values in ordinal order, so that comments, order and format do
/// not matter. Tells whether an intent that was begun is still the one that is wanted.
/// </summary>
internal static class SpecHash
{
    public static string Of(CertificateSpec spec) => Of(SpecText.Of(spec));

    public static string Of(AuthoritySpec spec) => Of(SpecText.Of(spec));

    private static string Of(PlanAttributes attributes)
    {
        var text = new StringBuilder(256);
        foreach (var item in attributes.Items)
        {
            text.Append(item.Name).Append('\0');
            if (item.Text is not null) text.Append(item.Text);
            else text.AppendJoin('\u0001', item.List);
            text.Append('\n');
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
