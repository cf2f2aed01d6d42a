using Reconciler.Core.Planning;

namespace Reconciler.Core.Applying.Ports;

/// <summary>Sees which certificate a server presents. Nothing is trusted and nothing verified: what comes back is compared by its bytes.</summary>
public interface IServedCertificates
{
    /// <summary>One TLS handshake; never throws for what the other side does, and gives up after a few seconds.</summary>
    Task<ServedCertificate> SeeAsync(ServedQuestion question, CancellationToken cancellationToken);
}
