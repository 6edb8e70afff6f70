using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Netaas.Bench.Load;

/// <summary>
/// One HTTP/1.1 connection that sends one request after the other. Load generator, API and database share the machine's
/// cores, so this does as little as a client can: it reads the status and skips the body.
/// </summary>
internal sealed class KeepAliveClient : IDisposable
{
    private static readonly byte[] s_endOfHeaders = "\r\n\r\n"u8.ToArray();
    private static readonly byte[] s_contentLength = "Content-Length: "u8.ToArray();
    private static readonly byte[] s_endOfChunks = "0\r\n\r\n"u8.ToArray();

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer = new byte[256 * 1024];
    private readonly string _path;
    private readonly string _headers;
    private int _length;

    private KeepAliveClient(Uri target, string token)
    {
        _path = target.PathAndQuery;
        _headers = $" HTTP/1.1\r\nHost: {target.Authority}\r\nAuthorization: Bearer {token}\r\n";
    }

    public static async Task<KeepAliveClient> ConnectAsync(Uri target, string token)
    {
        var client = new KeepAliveClient(target, token);
        await client._socket.ConnectAsync(IPAddress.Parse(target.Host), target.Port);
        return client;
    }

    /// <returns>The status code.</returns>
    public ValueTask<int> PostAsync(string body) => PostAsync(_path, body);

    /// <inheritdoc cref="PostAsync(string)"/>
    public ValueTask<int> PostAsync(string path, string body) =>
        SendAsync($"POST {path}{_headers}Content-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");

    /// <inheritdoc cref="PostAsync(string)"/>
    public ValueTask<int> GetAsync(string path) => SendAsync($"GET {path}{_headers}\r\n");

    private async ValueTask<int> SendAsync(string request)
    {
        await _socket.SendAsync(Encoding.UTF8.GetBytes(request));
        _length = 0;
        while (!IsComplete())
        {
            var read = await _socket.ReceiveAsync(_buffer.AsMemory(_length));
            if (read == 0)
                throw new IOException("the server closed the connection");
            _length += read;
        }
        // "HTTP/1.1 201 Created"
        return int.Parse(_buffer.AsSpan(9, 3), System.Globalization.CultureInfo.InvariantCulture);
    }

    public string LastAnswer => Encoding.UTF8.GetString(_buffer, 0, _length);

    public void Dispose() => _socket.Dispose();

    private bool IsComplete()
    {
        var answer = _buffer.AsSpan(0, _length);
        var headers = answer.IndexOf(s_endOfHeaders);
        if (headers < 0)
            return false;
        var body = headers + s_endOfHeaders.Length;
        var field = answer[..body].IndexOf(s_contentLength);
        return field < 0
            ? answer[body..].EndsWith(s_endOfChunks)
            : Utf8Parser.TryParse(answer[(field + s_contentLength.Length)..], out int length, out _) && _length >= body + length;
    }
}
