using System.Collections.Immutable;

namespace Reconciler.Adapters.Dns.Embedded;

/// <summary>What an authoritative server says to a question: the code and the sections answer and authority.</summary>
/// <param name="Serial">Of the SOA records in it.</param>
internal sealed record ZoneAnswer(ResponseCode Code, ImmutableArray<AnswerRecord> Answers, ImmutableArray<AnswerRecord> Authority, uint Serial)
{
    public static ZoneAnswer Of(ResponseCode code) => new(code, [], [], 0);

    /// <summary>Everything but a refusal or an error comes from a zone of ours.</summary>
    public bool IsAuthoritative => Code is ResponseCode.NoError or ResponseCode.NoSuchName;
}

/// <summary>A resource record in an answer.</summary>
/// <param name="Owner">Lower case, no trailing dot.</param>
/// <param name="Value">Target of a CNAME or NS, text of a TXT, primary server of a SOA.</param>
internal sealed record AnswerRecord(string Owner, RecordType Type, int Ttl, string Value);
