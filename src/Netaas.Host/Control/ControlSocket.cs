using System.Net.Sockets;

namespace Netaas.Host.Control;

/// <summary>
/// Takes orders about the lab inside an all-in-one process: a line in, a line out, "ok" or what is wrong. A unix socket that
/// only root may open, so there is nothing to authenticate.
/// </summary>
internal sealed class ControlSocket(string path, Func<string, CancellationToken, Task<string>> obey)
{
    public const string Ok = "ok";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    public async Task RunAsync(CancellationToken ct)
    {
        // A process that was killed leaves its socket's file behind.
        File.Delete(path);
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        listener.Listen();
        try
        {
            while (true)
            {
                using var client = await listener.AcceptAsync(ct);
                await AnswerAsync(client, ct);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            File.Delete(path);
        }
    }

    /// <returns>The answer; null where no process listens.</returns>
    public static async Task<string?> AskAsync(string path, string order, CancellationToken ct)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), ct);
        }
        catch (SocketException)
        {
            return null;
        }
        await using var stream = new NetworkStream(socket);
        using var reader = new StreamReader(stream);
        await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(order + "\n"), ct);
        return await reader.ReadLineAsync(ct);
    }

    private async Task AnswerAsync(Socket client, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(s_patience);
        try
        {
            await using var stream = new NetworkStream(client);
            using var reader = new StreamReader(stream);
            var order = await reader.ReadLineAsync(limit.Token) ?? "";
            var answer = await obey(order, limit.Token);
            await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(answer.ReplaceLineEndings(" ") + "\n"), limit.Token);
        }
        catch (IOException)
        {
            // Whoever asked is gone; the next one matters.
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // It sent nothing for too long.
        }
    }
}
