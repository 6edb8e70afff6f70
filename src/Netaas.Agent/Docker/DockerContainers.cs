using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Netaas.Agent.Docker;

/// <summary>A container as the engine tells of it.</summary>
internal sealed record DockerContainer(string Id, string Name, IReadOnlyDictionary<string, string> Labels, IReadOnlyList<string> Aliases);

/// <summary>
/// Asks the engine which container an endpoint is of. A network driver isn't told, so names and labels have to be asked for; and
/// only once the engine has its answer, as it answers nothing about a container that it is just starting.
/// </summary>
internal sealed class DockerContainers : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_betweenLooks = TimeSpan.FromMilliseconds(100);

    private readonly string _socket;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;

    public DockerContainers(string socket, TimeProvider time)
    {
        (_socket, _time) = (socket, time);
        _http = new HttpClient(new SocketsHttpHandler { ConnectCallback = ConnectAsync }) { BaseAddress = new Uri("http://docker/"), Timeout = s_patience };
    }

    /// <returns>Null where the engine can't be asked, or doesn't know the endpoint.</returns>
    public async Task<DockerContainer?> FindAsync(DockerEndpoint endpoint, CancellationToken ct)
    {
        if (!File.Exists(_socket))
            return null;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(s_patience);
        try
        {
            while (true)
            {
                if (await IdOfAsync(endpoint, patience.Token) is { } id)
                    return Read(await GetAsync($"containers/{id}/json", patience.Token), endpoint.Endpoint);
                await Task.Delay(s_betweenLooks, _time, patience.Token);
            }
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException or JsonException && !ct.IsCancellationRequested)
        {
            return null;
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<string?> IdOfAsync(DockerEndpoint endpoint, CancellationToken ct)
    {
        var containers = (await GetAsync($"networks/{endpoint.Network}", ct))?["Containers"]?.AsObject();
        return containers?.FirstOrDefault(container => (string?)container.Value?["EndpointID"] == endpoint.Endpoint && !container.Key.StartsWith("ep-", StringComparison.Ordinal)).Key;
    }

    private async Task<JsonNode?> GetAsync(string path, CancellationToken ct) => JsonNode.Parse(await _http.GetStringAsync(new Uri(path, UriKind.Relative), ct));

    private static DockerContainer? Read(JsonNode? container, string endpoint)
    {
        if ((string?)container?["Id"] is not { } id)
            return null;
        var labels = container["Config"]?["Labels"]?.AsObject().ToDictionary(label => label.Key, label => (string?)label.Value ?? "") ?? [];
        var own = container["NetworkSettings"]?["Networks"]?.AsObject().Select(network => network.Value).FirstOrDefault(network => (string?)network?["EndpointID"] == endpoint);
        var aliases = own?["Aliases"]?.AsArray().Select(alias => (string?)alias).OfType<string>().ToList() ?? [];
        return new DockerContainer(id, ((string?)container["Name"] ?? "").TrimStart('/'), labels, aliases);
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(_socket), ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
