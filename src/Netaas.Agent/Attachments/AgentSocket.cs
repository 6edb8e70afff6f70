using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Netaas.Contracts.Local;

namespace Netaas.Agent.Attachments;

/// <summary>
/// Where programs of the node ask: a unix socket that only root may open, so there is nothing to authenticate. One request a
/// connection, callers beside each other.
/// </summary>
internal sealed class AgentSocket(string path, Func<LocalRequest, Task<LocalAnswer>> ask, ILogger log)
{
    /// <summary>Of one request; a runtime's configuration is a few kilobytes.</summary>
    private const int MaxBytes = 1 << 20;

    private static readonly TimeSpan s_afterFailure = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <summary>Called once the caller has its answer, or is found to be gone.</summary>
    public Action<LocalAnswer, bool> OnAnswered { get; init; } = static (_, _) => { };

    /// <summary>Listens until cancelled.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        while (true)
            try
            {
                await ListenAsync(ct);
            }
            catch (Exception failure) when (failure is IOException or SocketException or UnauthorizedAccessException)
            {
                // A folder that isn't there yet, or a full disk: the node's network goes on without callers.
                Log.CallerFailed(log, failure.Message);
                await Task.Delay(s_afterFailure, ct);
            }
    }

    private async Task ListenAsync(CancellationToken ct)
    {
        if (Path.GetDirectoryName(path) is { } folder)
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        // An agent that was killed leaves its socket's file behind.
        File.Delete(path);
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        listener.Listen(512);
        try
        {
            while (true)
                _ = ServeAsync(await listener.AcceptAsync(ct), ct);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private async Task ServeAsync(Socket caller, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(s_patience);
        LocalAnswer? answer = null;
        var isDelivered = false;
        try
        {
            await using var stream = new NetworkStream(caller, ownsSocket: true);
            try
            {
                var request = JsonSerializer.Deserialize((await ReadLineAsync(stream, limit.Token)).Span, LocalJson.Default.LocalRequest);
                answer = request is { IsWhole: true }
                    ? await ask(request).WaitAsync(limit.Token)
                    : LocalAnswer.Failed(LocalFailure.Invalid, "The request lacks its runtime, or something in one of its lists is null.");
            }
            catch (JsonException malformed)
            {
                answer = LocalAnswer.Failed(LocalFailure.Invalid, $"The request is not understood: {malformed.Message}");
            }
            await stream.WriteAsync((byte[])[.. JsonSerializer.SerializeToUtf8Bytes(answer, LocalJson.Default.LocalAnswer), (byte)'\n'], limit.Token);
            isDelivered = true;
        }
        catch (Exception failure) when (failure is IOException or OperationCanceledException or SocketException)
        {
            // Whoever asked is gone, or said nothing for too long. What was made stands until its runtime ends it.
            Log.CallerFailed(log, failure.Message);
        }
        if (answer is not null)
            OnAnswered(answer, isDelivered);
    }

    private static async Task<ReadOnlyMemory<byte>> ReadLineAsync(NetworkStream stream, CancellationToken ct)
    {
        var buffer = new byte[16_384];
        var length = 0;
        while (true)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(length), ct);
            var end = buffer.AsSpan(length, read).IndexOf((byte)'\n');
            length += read;
            if (end >= 0 || read == 0)
                return buffer.AsMemory(0, end >= 0 ? length - read + end : length);
            if (length == MaxBytes)
                throw new JsonException("it is too long");
            if (length == buffer.Length)
                Array.Resize(ref buffer, Math.Min(buffer.Length * 4, MaxBytes));
        }
    }
}
