using System.Net.Sockets;
using System.Text.Json;
using Netaas.Contracts.Local;

namespace Netaas.Cni;

/// <summary>The node's agent, at its unix socket.</summary>
internal static class Agent
{
    // Longer than any answer takes; a runtime that waits for a plugin waits for long.
    private const int PatienceMilliseconds = 20_000;

    /// <exception cref="CniException">It does not answer.</exception>
    public static LocalAnswer Ask(string? path, LocalRequest request)
    {
        path ??= LocalSocket.DefaultPath;
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            {
                SendTimeout = PatienceMilliseconds,
                ReceiveTimeout = PatienceMilliseconds,
            };
            socket.Connect(new UnixDomainSocketEndPoint(path));
            socket.Send(AgentProtocol.Write(request));
            return AgentProtocol.Read(ReadAll(socket));
        }
        catch (SocketException failure)
        {
            throw new CniException(ErrorCode.TryAgainLater, $"The Netaas agent does not answer at {path}: see whether it runs.", failure.SocketErrorCode.ToString());
        }
        catch (JsonException)
        {
            throw new CniException(ErrorCode.TryAgainLater, "The Netaas agent ended before it had answered: try again.");
        }
    }

    private static ReadOnlyMemory<byte> ReadAll(Socket socket)
    {
        var buffer = new byte[4_096];
        var length = 0;
        int read;
        while ((read = socket.Receive(buffer.AsSpan(length))) > 0)
        {
            length += read;
            if (length == buffer.Length)
                Array.Resize(ref buffer, 2 * length);
        }
        return buffer.AsMemory(0, length);
    }
}
