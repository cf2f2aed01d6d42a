namespace Reconciler.Core.Actual;

/// <summary>What a CRL says that relying parties may have seen. A state that is put back must not fall behind it.</summary>
/// <param name="Number">CRLNumber (RFC 5280, section 5.2.3).</param>
public sealed record PublishedCrl(long Number, IReadOnlyList<RevokedEntry> Revoked);
