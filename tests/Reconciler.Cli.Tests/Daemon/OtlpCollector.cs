using System.Globalization;
using System.Net;
using System.Text;
using Reconciler.Testing.Git;

namespace Reconciler.Cli.Tests.Daemon;

/// <summary>A span as it came, identities in hexadecimal.</summary>
internal sealed record ReceivedSpan(string Trace, string Id, string Parent, string Name);

/// <summary>A metric as it came: its samples by their labels (<c>name="value",…</c>); of a histogram, how many it counted.</summary>
internal sealed record ReceivedMetric(string Name, IReadOnlyDictionary<string, double> Samples);

/// <summary>A collector: takes spans and metrics by OTLP over HTTP and reads its protobuf (opentelemetry/proto/trace/v1, metrics/v1).</summary>
internal sealed class OtlpCollector : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly List<ReceivedSpan> _spans = [];
    private readonly List<ReceivedMetric> _metrics = [];
    private readonly Task _receiving;

    public OtlpCollector()
    {
        Url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{LoopbackPort.Free()}");
        _listener.Prefixes.Add(Url + "/");
        _listener.Start();
        _receiving = ReceiveAsync();
    }

    public string Url { get; }

    public IReadOnlyList<ReceivedSpan> Spans
    {
        get
        {
            lock (_spans) return [.. _spans];
        }
    }

    /// <summary>In the order in which they came.</summary>
    public IReadOnlyList<ReceivedMetric> Metrics
    {
        get
        {
            lock (_spans) return [.. _metrics];
        }
    }

    /// <summary>What came last of a metric; null: nothing of it came.</summary>
    public ReceivedMetric? Last(string name) => Metrics.LastOrDefault(metric => metric.Name == name);

    public void Dispose()
    {
        _listener.Close();
        _receiving.Wait();
    }

    private async Task ReceiveAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                if (context.Request.Url!.AbsolutePath == "/v1/traces")
                {
                    lock (_spans) _spans.AddRange(Read(body.ToArray()));
                }
                else if (context.Request.Url.AbsolutePath == "/v1/metrics")
                {
                    lock (_spans) _metrics.AddRange(ReadMetrics(body.ToArray()));
                }

                context.Response.ContentType = "application/x-protobuf";
                context.Response.Close();
            }
        }
        catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    /// <summary>ExportTraceServiceRequest.resource_spans = 1, ResourceSpans.scope_spans = 2, ScopeSpans.spans = 2.</summary>
    private static IEnumerable<ReceivedSpan> Read(byte[] request) =>
        from resource in Fields(request, 1)
        from scope in Fields(resource, 2)
        from span in Fields(scope, 2)
        select new ReceivedSpan(Hex(span, 1), Hex(span, 2), Hex(span, 4), Encoding.UTF8.GetString(Fields(span, 5).Single()));

    /// <summary>ExportMetricsServiceRequest.resource_metrics = 1, ResourceMetrics.scope_metrics = 2, ScopeMetrics.metrics = 2; Metric.gauge = 5, sum = 7, histogram = 9.</summary>
    private static IEnumerable<ReceivedMetric> ReadMetrics(byte[] request) =>
        from resource in Fields(request, 1)
        from scope in Fields(resource, 2)
        from metric in Fields(scope, 2)
        select new ReceivedMetric(
            Encoding.UTF8.GetString(Fields(metric, 1).Single()),
            Fields(metric, 5).Concat(Fields(metric, 7)).SelectMany(data => Fields(data, 1)).Select(point => (Labels(point, 7), BitConverter.Int64BitsToDouble(Fixed(point, 4)!.Value)))
                .Concat(Fields(metric, 9).SelectMany(data => Fields(data, 1)).Select(point => (Labels(point, 9), (double)Fixed(point, 4)!.Value)))
                .ToDictionary(StringComparer.Ordinal));

    /// <summary>KeyValue.key = 1, value = 2; AnyValue.string_value = 1.</summary>
    private static string Labels(byte[] point, int field) => string.Join(
        ',',
        Fields(point, field).Select(pair => $"{Encoding.UTF8.GetString(Fields(pair, 1).Single())}=\"{Encoding.UTF8.GetString(Fields(Fields(pair, 2).Single(), 1).Single())}\"").Order(StringComparer.Ordinal));

    private static string Hex(byte[] message, int field) => Convert.ToHexStringLower(Fields(message, field).SingleOrDefault() ?? []);

    /// <summary>Contents of the length-delimited fields of a number.</summary>
    private static List<byte[]> Fields(byte[] message, int number) => [.. All(message).Where(field => field.Number == number && field.Content is not null).Select(field => field.Content!)];

    /// <summary>A field of eight octets; null: it is not there.</summary>
    private static long? Fixed(byte[] message, int number) => All(message).Where(field => field.Number == number).Select(field => field.Eight).FirstOrDefault();

    private static List<(int Number, byte[]? Content, long? Eight)> All(byte[] message)
    {
        List<(int, byte[]?, long?)> found = [];
        var position = 0;
        while (position < message.Length)
        {
            var tag = Varint(message, ref position);
            switch (tag & 7)
            {
                case 0: Varint(message, ref position); break;
                case 1:
                    found.Add(((int)(tag >> 3), null, BitConverter.ToInt64(message, position)));
                    position += 8;
                    break;
                case 5: position += 4; break;
                case 2:
                    var length = (int)Varint(message, ref position);
                    found.Add(((int)(tag >> 3), message[position..(position + length)], null));
                    position += length;
                    break;
                default: throw new FormatException($"wire type {tag & 7}");
            }
        }

        return found;
    }

    private static ulong Varint(byte[] message, ref int position)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var octet = message[position++];
            value |= (ulong)(octet & 0x7f) << shift;
            if (octet < 0x80) return value;
        }
    }
}
