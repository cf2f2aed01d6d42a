using System.Text;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Domain;

namespace Reconciler.Adapters.Tests.Deploy;

/// <summary>Bundles that tests can read: nothing is encrypted, which real certificates never meet.</summary>
internal sealed class PlainBundles : IBundleEncoder
{
    public byte[] Encode(BundleFormat format, BundleContent content, Secret passphrase, int iterations) => Encoding.UTF8.GetBytes(
        $"{format} {content.Name} under {Encoding.UTF8.GetString(passphrase.Bytes)}: {Encoding.UTF8.GetString(content.PrivateKey.Bytes)}, {Encoding.UTF8.GetString(content.Leaf)} + {content.Chain.Length}");
}
