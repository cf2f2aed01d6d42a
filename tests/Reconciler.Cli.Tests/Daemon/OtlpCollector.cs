using System.Globalization;
using System.Net;
using System.Text;
using Reconciler.Testing.Git;

namespace Reconciler.Cli.Tests.Daemon;

/// <summary>A span as it came, identities in hexadecimal.</summary>
internal sealed record ReceivedSpan(string Trace, string Id, string Parent, string Name);

/// <summary>A collector: takes spans by OTLP over HTTP and reads its protobuf (opentelemetry/proto/trace/v1).</summary>
internal sealed class OtlpCollector : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly List<ReceivedSpan> _spans = [];
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

    private static string Hex(byte[] message, int field) => Convert.ToHexStringLower(Fields(message, field).SingleOrDefault() ?? []);

    /// <summary>Contents of the length-delimited fields of a number.</summary>
    private static List<byte[]> Fields(byte[] message, int number)
    {
        List<byte[]> found = [];
        var position = 0;
        while (position < message.Length)
        {
            var tag = Varint(message, ref position);
            switch (tag & 7)
            {
                case 0: Varint(message, ref position); break;
                case 1: position += 8; break;
                case 5: position += 4; break;
                case 2:
                    var length = (int)Varint(message, ref position);
                    if ((int)(tag >> 3) == number) found.Add(message[position..(position + length)]);
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
