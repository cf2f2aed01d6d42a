namespace Reconciler.Core.Validation;
internal sealed record ProofVerdict(bool IsProven, string Sentence) { public static ProofVerdict Failed(string s) => new(false, s); }
internal static class ProofJudge { public static ProofVerdict Judge(RecordObservation o, string target, string? text, int? agree) => throw new NotImplementedException(); }
internal sealed record CaaVerdict(bool IsAllowed, bool IsRefused, string Sentence);
internal static class CaaJudge { public static CaaVerdict Judge(CaaObservation o, Domain.DnsName name, System.Collections.Immutable.ImmutableArray<string> identities) => throw new NotImplementedException(); }
