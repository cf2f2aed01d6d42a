using Reconciler.Core.Desired;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Domain;

namespace Reconciler.Core.Applying.Ports;

/// <summary>Reads secrets that manifests refer to, when they are used and not before.</summary>
public interface ISecretSource
{
    /// <returns>The secret, owned by the caller, or a sentence that names where it is missing and never what was found.</returns>
    Result<Secret, string> Read(SecretReference reference);
}
