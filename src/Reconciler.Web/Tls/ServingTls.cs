using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Reconciler.Web.Tls;

/// <summary>What the server shows over TLS, and whom it takes for a client.</summary>
/// <param name="Certificate">With its chain and key.</param>
/// <param name="ClientAuthorities">Whoever shows a certificate of one of them needs no token; null: no certificate is asked for.</param>
public sealed record ServingTls(SslStreamCertificateContext Certificate, X509Certificate2Collection? ClientAuthorities);

/// <summary>Gives what is to be shown now: it may change while the server runs.</summary>
public interface IServingTls
{
    /// <summary>Asked for each connection; never fails.</summary>
    ServingTls Current { get; }

    /// <summary>Certificates of clients are asked for; does not change.</summary>
    bool AsksForClients { get; }
}
