using System.Collections.Immutable;
using System.Net;
using DnsClient;
using DnsClient.Protocol;
using Reconciler.Core.Validation;
using CaaRecord = Reconciler.Core.Validation.CaaRecord;

namespace Reconciler.Adapters.Dns.Observing;

/// <summary>
/// One server asked through DnsClient with every convenience that would blur who said what switched off: no cache, no other server, no going on after an
/// error. DnsClient reads SERVFAIL as an answer without records, so the header is looked at first.
/// </summary>
internal sealed class NetworkServer : INameServer
{
    private const int Payload = 1232;

    private readonly LookupClient _client;

    public NetworkServer(IPEndPoint endpoint, string name, bool recursion, DnsObserverOptions options)
    {
        Name = name;
        _client = new LookupClient(new LookupClientOptions(endpoint)
        {
            UseCache = false,
            CacheFailedResults = false,
            ContinueOnDnsError = false,
            ContinueOnEmptyResponse = false,
            UseRandomNameServer = false,
            ThrowDnsErrors = false,
            RequestDnsSecRecords = false,
            EnableAuditTrail = false,
            UseTcpFallback = true,
            ExtendedDnsBufferSize = Payload,
            Recursion = recursion,
            Retries = options.Retries,
            Timeout = options.Timeout,
        });
    }

    public string Name { get; }

    public async Task<Reply> AskAsync(string name, RecordType type, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return Read(await _client.QueryAsync(name, (QueryType)type, QueryClass.IN, cancellationToken), type);
        }
        catch (Exception error) when (error is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // The library throws its own types, socket errors, and argument errors for names and packets that it cannot read.
            return Reply.Failed(error is DnsResponseException { Code: DnsResponseCode.ConnectionTimeout } or OperationCanceledException
                ? "no answer in time"
                : Printable(error.GetBaseException().Message)) with
            { IsSilence = true };
        }
    }

    private static Reply Read(IDnsQueryResponse response, RecordType type)
    {
        var records = response.Answers.Select(Read).OfType<ReplyRecord>().ToImmutableArray();
        if (response.Header.ResultTruncated) return Reply.Failed("the answer was cut off");
        if (response.Header.ResponseCode is not (DnsHeaderResponseCode.NoError or DnsHeaderResponseCode.NotExistentDomain))
        {
            return Reply.Failed(CodeOf(response.Header.ResponseCode)) with
            {
                Records = records,
                IsRefused = response.Header.ResponseCode == DnsHeaderResponseCode.Refused,
            };
        }

        var isNoSuchName = response.Header.ResponseCode == DnsHeaderResponseCode.NotExistentDomain;
        if (!isNoSuchName && response.Answers.Count == 0 && !response.Header.HasAuthorityAnswer && ReferralIn(response) is { } referral)
        {
            var servers = string.Join(", ", referral.Servers.Select(server => server.Name));
            return Reply.Failed($"it does not look the name up and refers to {servers}") with { Referral = referral };
        }

        return new Reply
        {
            Outcome = records.Any(record => record.Type == type) ? LookupOutcome.Found : LookupOutcome.Absent,
            Records = records,
            IsNoSuchName = isNoSuchName,
            IsAuthoritative = response.Header.HasAuthorityAnswer,
        };
    }

    private static ReplyRecord? Read(DnsResourceRecord record)
    {
        var owner = NameOf(record.DomainName);
        return record switch
        {
            CNameRecord alias => new(owner, RecordType.CNAME, NameOf(alias.CanonicalName)),
            TxtRecord text => new(owner, RecordType.TXT, string.Concat(text.Text)),
            DnsClient.Protocol.CaaRecord caa =>
                new(owner, RecordType.CAA, "", new CaaRecord(caa.Flags, Printable(caa.Tag).ToLowerInvariant(), Printable(caa.Value))),
            AddressRecord address => new(owner, address is AaaaRecord ? RecordType.AAAA : RecordType.A, address.Address.ToString()),
            _ => null,
        };
    }

    /// <summary>Null when the authority section is that of an absent record (RFC 2308 section 2.2), or empty.</summary>
    private static Referral? ReferralIn(IDnsQueryResponse response)
    {
        var servers = response.Authorities.OfType<NsRecord>().ToList();
        if (servers.Count == 0 || response.Authorities.OfType<SoaRecord>().Any()) return null;
        var glue = response.Additionals.OfType<AddressRecord>().ToLookup(record => NameOf(record.DomainName), record => record.Address, StringComparer.Ordinal);
        var names = servers.Select(server => NameOf(server.NSDName)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        return new(NameOf(servers[0].DomainName), [.. names.Select(name => (name, glue[name].ToImmutableArray()))]);
    }

    private static string NameOf(DnsString name) => name.Value.TrimEnd('.').ToLowerInvariant();

    private static string CodeOf(DnsHeaderResponseCode code) => code switch
    {
        DnsHeaderResponseCode.ServerFailure => "SERVFAIL",
        DnsHeaderResponseCode.Refused => "REFUSED",
        DnsHeaderResponseCode.FormatError => "FORMERR",
        DnsHeaderResponseCode.NotImplemented => "NOTIMP",
        _ => code.ToString(),
    };

    /// <summary>Octets that a terminal could act on are escaped as in master files: what strangers publish is shown to people.</summary>
    private static string Printable(string text) => text.All(IsPrintable)
        ? text
        : string.Concat(text.Select(character => IsPrintable(character) ? character.ToString() : $"\\{(int)character:D3}"));

    private static bool IsPrintable(char character) => character is >= ' ' and <= '~';
}
