using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace Netaas.SystemTests.Stack;

/// <summary>A span as a collector was told of it; ids in hex.</summary>
internal sealed record CollectedSpan(string Service, string Trace, string Id, string Parent, string Name);

/// <summary>Takes traces as any collector does: OTLP over HTTP in protobuf (opentelemetry-proto, trace/v1/trace.proto).</summary>
internal sealed class TraceCollector : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<CollectedSpan> _spans = new();

    public TraceCollector()
    {
        Url = $"http://127.0.0.1:{NetaasStack.FreePort()}/";
        _listener.Prefixes.Add(Url);
        _listener.Start();
        _ = ServeAsync();
    }

    public string Url { get; }

    public IEnumerable<CollectedSpan> Spans => _spans;

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
            try
            {
                var context = await _listener.GetContextAsync();
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                foreach (var resourceSpans in Fields(body.ToArray(), 1))
                    Take(resourceSpans);
                context.Response.Close();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
    }

    private void Take(byte[] resourceSpans)
    {
        // The attributes of the resource; service.name is one of them.
        var service = Fields(resourceSpans, 1).SelectMany(resource => Fields(resource, 1))
            .Where(attribute => Text(attribute, 1) == "service.name").Select(attribute => Text(Fields(attribute, 2).Single(), 1)).SingleOrDefault("");
        foreach (var span in Fields(resourceSpans, 2).SelectMany(scope => Fields(scope, 2)))
            _spans.Enqueue(new CollectedSpan(service, Hex(span, 1), Hex(span, 2), Hex(span, 4), Text(span, 5)));
    }

    private static string Text(byte[] message, int number) => Encoding.UTF8.GetString(Fields(message, number).SingleOrDefault([]));

    private static string Hex(byte[] message, int number) => Convert.ToHexStringLower(Fields(message, number).SingleOrDefault([]));

    /// <summary>The length-delimited fields of a number.</summary>
    private static List<byte[]> Fields(byte[] message, int number)
    {
        var found = new List<byte[]>();
        for (var at = 0; at < message.Length;)
        {
            var key = Varint(message, ref at);
            switch (key & 7)
            {
                case 0:
                    Varint(message, ref at);
                    break;
                case 1:
                    at += 8;
                    break;
                case 2:
                    var length = (int)Varint(message, ref at);
                    if ((int)(key >> 3) == number)
                        found.Add(message[at..(at + length)]);
                    at += length;
                    break;
                default:
                    at += 4;
                    break;
            }
        }
        return found;
    }

    private static ulong Varint(byte[] message, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var part = message[at++];
            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80)
                return value;
        }
    }
}
