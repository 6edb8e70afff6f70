using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Netaas.Contracts.Local;
using Netaas.Core;
using Netaas.Core.Addressing;

namespace Netaas.Agent.Docker;

/// <summary>
/// Docker's networks and endpoints. An endpoint is an attachment, known by its id: it begins when a container joins, as the engine
/// gives addresses and namespace piece by piece before. The engine moves the interface into the container and does all that is
/// inside; the host's end, the ports and the record are ours.
/// </summary>
/// <param name="learn">Told of an attachment that stands, so that its container is looked for.</param>
internal sealed class NetworkDriver(DockerNetworks networks, LocalDesk desk, NetworkMaker maker, Action<DockerEndpoint> learn)
{
    private const string GenericKey = "com.docker.network.generic";
    private const string InternalKey = "com.docker.network.internal";
    private const string PortsKey = "com.docker.network.portmap";
    private const string Prefix = "eth";

    // The engine numbers interfaces itself; an attachment of its is told apart by its endpoint alone.
    private const string AnyInterface = "docker";

    private readonly ConcurrentDictionary<string, EndpointInterface> _endpoints = new();

    public Task<Nothing> CreateNetworkAsync(NetworkRequest asked)
    {
        var ranges = (asked.Ipv4Data ?? []).Concat(asked.Ipv6Data ?? []).Select(data => data.Pool).OfType<string>().ToList();
        if (ranges.Count == 0 || networks.FindByRange(ranges[0]) is not { } name)
            throw new DockerRefusal("The network's addresses are not Netaas': give --ipam-driver netaas.");
        if (Text(asked, "network") is { } network && network != name.Network || Text(asked, "project") is { } project && project != name.Project)
            throw new DockerRefusal($"The range {ranges[0]} is network '{name.Network}' of project '{name.Project}': choose another with --ipam-opt network=NAME, --ipam-opt project=NAME.");
        var isInternal = asked.Options?.TryGetValue(InternalKey, out var flag) == true && flag.ValueKind == JsonValueKind.True;
        networks.Put(new DockerNetwork(asked.NetworkId, name.Project, name.Network, ranges.ToEquatableList(), isInternal));
        return Task.FromResult(new Nothing());
    }

    /// <summary>A network that Docker had made goes first, so that the engine asks again where that fails.</summary>
    public async Task<Nothing> DeleteNetworkAsync(NetworkRequest asked, CancellationToken ct)
    {
        if (networks.Find(asked.NetworkId) is { } network)
            await maker.RemoveLeftAsync(networks, new NetworkName(network.Project, network.Network), network.Id, ct);
        networks.Remove(asked.NetworkId);
        return new Nothing();
    }

    /// <summary>A MAC that depends on nothing but the endpoint, where nobody chose one.</summary>
    public Task<EndpointAnswer> CreateEndpointAsync(EndpointRequest asked)
    {
        var given = asked.Interface ?? new EndpointInterface(null, null, null);
        var mac = given.MacAddress is { Length: > 0 } chosen ? chosen : MacAddress.Derive(IdOf(asked.EndpointId), Guid.Empty).ToString();
        _endpoints[asked.EndpointId] = given with { MacAddress = mac };
        return Task.FromResult(new EndpointAnswer(new EndpointInterface(null, null, given.MacAddress is { Length: > 0 } ? null : mac)));
    }

    public async Task<JoinAnswer> JoinAsync(EndpointRequest asked, CancellationToken ct)
    {
        var network = networks.Find(asked.NetworkId) ?? throw new DockerRefusal("The agent doesn't know this network: remove it and create it again.");
        if (!_endpoints.TryGetValue(asked.EndpointId, out var given))
            throw new DockerRefusal("The agent has started anew since this endpoint was made: start the container again.");
        var attach = Of(LocalVerb.Attach, asked) with
        {
            Configuration = network.Id,
            Netns = asked.SandboxKey,
            Project = network.Project,
            Network = network.Network,
            Addresses = [.. new[] { given.Address, given.AddressIpv6 }.OfType<string>().Where(address => address.Length > 0)],
            Mac = given.MacAddress,
            IsHanded = true,
        };
        var seen = await desk.AskAsync(attach with { Verb = LocalVerb.Look }, ct);
        var made = (await desk.AskAsync(attach, ct)).Interface;
        if (made?.FarEnd is not { } farEnd || seen.Network is not { } at)
            throw new DockerRefusal("The agent answered without an interface.");
        learn(new DockerEndpoint(network.Id, asked.EndpointId, made.Pod));
        // What is in other nodes' blocks is behind the gateway, whichever network of the container leads to everywhere.
        var ways = at.Cidrs.Zip(at.Gateways, (cidr, gateway) => new StaticRoute(cidr, 0, gateway.Split('/')[0])).Where(way => network.Cidrs.Contains(way.Destination)).ToList();
        string? Gateway(bool isIpv6) => network.IsInternal ? null : ways.FirstOrDefault(way => way.NextHop.Contains(':', StringComparison.Ordinal) == isIpv6)?.NextHop;
        return new JoinAnswer(new InterfaceToTake(farEnd, Prefix), Gateway(isIpv6: false), Gateway(isIpv6: true), ways, DisableGatewayService: true);
    }

    public async Task<Nothing> LeaveAsync(EndpointRequest asked, CancellationToken ct)
    {
        await desk.AskAsync(Of(LocalVerb.Detach, asked), ct);
        return new Nothing();
    }

    public Task<Nothing> DeleteEndpointAsync(EndpointRequest asked, CancellationToken ct)
    {
        _endpoints.TryRemove(asked.EndpointId, out _);
        return LeaveAsync(asked, ct);
    }

    public async Task<Nothing> PublishAsync(EndpointRequest asked, CancellationToken ct)
    {
        var bindings = asked.Options?.TryGetValue(PortsKey, out var list) == true && list.ValueKind == JsonValueKind.Array
            ? list.Deserialize<List<PortBinding>>(DockerPlugin.Json) ?? [] : [];
        if (bindings.Count > 0)
            await desk.AskAsync(Of(LocalVerb.Publish, asked) with { Ports = [.. bindings.Select(PortOf)] }, ct);
        return new Nothing();
    }

    /// <summary>One that is gone publishes nothing.</summary>
    public async Task<Nothing> WithdrawAsync(EndpointRequest asked, CancellationToken ct)
    {
        await desk.TryAsync(Of(LocalVerb.Publish, asked), ct);
        return new Nothing();
    }

    /// <summary>A request about an attachment.</summary>
    public static LocalRequest Of(LocalVerb verb, string endpoint) => new(verb, LocalDesk.Runtime) { ContainerId = endpoint, Interface = AnyInterface };

    private static LocalRequest Of(LocalVerb verb, EndpointRequest asked) => Of(verb, asked.EndpointId);

    private static LocalPort PortOf(PortBinding binding) => new(
        binding.Proto switch { 6 => "tcp", 17 => "udp", var other => $"protocol {other}" }, binding.HostPort, binding.Port, binding.HostIp, binding.HostPortEnd);

    private static string? Text(NetworkRequest asked, string name) =>
        asked.Options?.TryGetValue(GenericKey, out var options) == true && options.ValueKind == JsonValueKind.Object
        && options.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static Guid IdOf(string endpoint) => new(SHA256.HashData(Encoding.UTF8.GetBytes(endpoint)).AsSpan(0, 16));
}

/// <summary>An endpoint whose attachment stands.</summary>
internal sealed record DockerEndpoint(string Network, string Endpoint, string Pod);
