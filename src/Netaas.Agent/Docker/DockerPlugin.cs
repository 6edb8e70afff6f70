using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Netaas.Contracts.Local;

namespace Netaas.Agent.Docker;

/// <summary>
/// The node's plugin for Docker's engine: its plugin protocol, JSON over HTTP on a unix socket that only root may open. The engine
/// looks for it in <c>/run/docker/plugins</c>, under the file's name.
/// </summary>
internal sealed class DockerPlugin
{
    private const string ContentType = "application/vnd.docker.plugins.v1.2+json";

    private static readonly TimeSpan s_afterFailure = TimeSpan.FromSeconds(2);

    private readonly DockerOptions _options;
    private readonly AgentEdges _edges;
    private readonly LocalDesk _desk;
    private readonly Action<string> _introduced;
    private readonly ILogger _log;
    private readonly Dictionary<string, Func<byte[], CancellationToken, Task<object>>> _calls;

    /// <param name="ask">The agent's desk.</param>
    /// <param name="introduced">Told of a pod of which all is known that the engine tells.</param>
    public DockerPlugin(AgentOptions agent, DockerOptions options, AgentEdges edges, Func<LocalRequest, Task<LocalAnswer>> ask, Action<string> introduced)
    {
        (_options, _edges, _desk, _introduced, _log) = (options, edges, new LocalDesk(ask), introduced, edges.Logs.CreateLogger<DockerPlugin>());
        var networks = new DockerNetworks(agent.StateDir);
        var maker = new NetworkMaker(edges.Http, agent.Api, options.Token);
        _calls = Calls(new NetworkDriver(networks, _desk, maker, endpoint => _ = IntroduceAsync(endpoint)), new IpamDriver(networks, _desk, maker));
    }

    public static JsonSerializerOptions Json { get; } = new() { PropertyNameCaseInsensitive = true };

    /// <summary>Listens until cancelled.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        while (true)
            try
            {
                await ListenAsync(ct);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                // A folder that can't be made: the node's network goes on without Docker.
                Log.CallerFailed(_log, failure.Message);
                await Task.Delay(s_afterFailure, _edges.Time, ct);
            }
    }

    private async Task ListenAsync(CancellationToken ct)
    {
        if (Path.GetDirectoryName(_options.PluginSocket) is { } folder)
            Directory.CreateDirectory(folder);
        // An agent that was killed leaves its socket's file behind.
        File.Delete(_options.PluginSocket);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(server => server.ListenUnixSocket(_options.PluginSocket));
        await using var app = builder.Build();
        app.Run(ServeAsync);
        await app.StartAsync(ct);
        File.SetUnixFileMode(_options.PluginSocket, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, _edges.Time, ct);
        }
        finally
        {
            File.Delete(_options.PluginSocket);
        }
    }

    private async Task ServeAsync(HttpContext http)
    {
        if (!_calls.TryGetValue(http.Request.Path.Value?.TrimStart('/') ?? "", out var call))
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        object answer;
        try
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body, http.RequestAborted);
            answer = await call(body.ToArray(), http.RequestAborted);
        }
        catch (Exception refusal) when (refusal is DockerRefusal or JsonException)
        {
            http.Response.StatusCode = StatusCodes.Status500InternalServerError;
            answer = new ErrorAnswer(refusal.Message);
        }
        var text = JsonSerializer.SerializeToUtf8Bytes(answer, answer.GetType(), Json);
        (http.Response.ContentType, http.Response.ContentLength) = (ContentType, text.Length);
        await http.Response.Body.WriteAsync(text, http.RequestAborted);
    }

    /// <summary>The record hears of the pod when its name and labels are known, or the engine doesn't tell them.</summary>
    private async Task IntroduceAsync(DockerEndpoint endpoint)
    {
        try
        {
            using var containers = new DockerContainers(_options.ApiSocket, _edges.Time);
            // Not of the call that it is on behalf of, which has its answer: it ends by itself.
            if (await containers.FindAsync(endpoint, CancellationToken.None) is { } container)
                await _desk.TryAsync(NetworkDriver.Of(LocalVerb.Introduce, endpoint.Endpoint) with
                {
                    Name = container.Name,
                    Holder = container.Id,
                    Labels = container.Labels,
                    Aliases = container.Aliases,
                }, CancellationToken.None);
        }
        finally
        {
            _introduced(endpoint.Pod);
        }
    }

    private static Dictionary<string, Func<byte[], CancellationToken, Task<object>>> Calls(NetworkDriver driver, IpamDriver ipam) => new()
    {
        ["Plugin.Activate"] = Says(new { Implements = new[] { "NetworkDriver", "IpamDriver" } }),
        ["NetworkDriver.GetCapabilities"] = Says(new { Scope = "local", ConnectivityScope = "global" }),
        ["NetworkDriver.CreateNetwork"] = Call<NetworkRequest, Nothing>((asked, _) => driver.CreateNetworkAsync(asked)),
        ["NetworkDriver.DeleteNetwork"] = Call<NetworkRequest, Nothing>(driver.DeleteNetworkAsync),
        ["NetworkDriver.CreateEndpoint"] = Call<EndpointRequest, EndpointAnswer>((asked, _) => driver.CreateEndpointAsync(asked)),
        ["NetworkDriver.DeleteEndpoint"] = Call<EndpointRequest, Nothing>(driver.DeleteEndpointAsync),
        ["NetworkDriver.EndpointOperInfo"] = Says(new { Value = new Nothing() }),
        ["NetworkDriver.Join"] = Call<EndpointRequest, JoinAnswer>(driver.JoinAsync),
        ["NetworkDriver.Leave"] = Call<EndpointRequest, Nothing>(driver.LeaveAsync),
        ["NetworkDriver.ProgramExternalConnectivity"] = Call<EndpointRequest, Nothing>(driver.PublishAsync),
        ["NetworkDriver.RevokeExternalConnectivity"] = Call<EndpointRequest, Nothing>(driver.WithdrawAsync),
        ["NetworkDriver.DiscoverNew"] = Says(new Nothing()),
        ["NetworkDriver.DiscoverDelete"] = Says(new Nothing()),
        ["IpamDriver.GetCapabilities"] = Says(new { RequiresMACAddress = false, RequiresRequestReplay = false }),
        ["IpamDriver.GetDefaultAddressSpaces"] = Says(new { LocalDefaultAddressSpace = "netaas", GlobalDefaultAddressSpace = "netaas" }),
        ["IpamDriver.RequestPool"] = Call<PoolRequest, PoolAnswer>(ipam.RequestPoolAsync),
        ["IpamDriver.ReleasePool"] = Call<AddressRequest, Nothing>(ipam.ReleasePoolAsync),
        ["IpamDriver.RequestAddress"] = Call<AddressRequest, AddressAnswer>(ipam.RequestAddressAsync),
        ["IpamDriver.ReleaseAddress"] = Call<AddressRequest, Nothing>(ipam.ReleaseAddressAsync),
    };

    private static Func<byte[], CancellationToken, Task<object>> Says(object answer) => (_, _) => Task.FromResult(answer);

    private static Func<byte[], CancellationToken, Task<object>> Call<TAsked, TAnswer>(Func<TAsked, CancellationToken, Task<TAnswer>> call)
        where TAsked : class
        where TAnswer : class => async (body, ct) =>
            await call(JsonSerializer.Deserialize<TAsked>(body, Json) ?? throw new DockerRefusal("The request is empty."), ct);
}
