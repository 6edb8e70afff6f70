using System.Text.Json;

namespace Netaas.Agent.Docker;

// What Docker's engine sends and expects (libnetwork, docs/remote.md and docs/ipam.md; engine API, plugin protocol 1.2). Go reads
// field names in any case.

internal sealed record PoolRequest(string? Pool, string? SubPool, IReadOnlyDictionary<string, string>? Options, bool V6);

/// <param name="Data">What else there is to say of the pool, as its gateway.</param>
internal sealed record PoolAnswer(string PoolId, string Pool, IReadOnlyDictionary<string, string> Data);

/// <param name="Address">Null or empty for the next free one.</param>
internal sealed record AddressRequest(string PoolId, string? Address, IReadOnlyDictionary<string, string>? Options);

internal sealed record AddressAnswer(string Address);

internal sealed record NetworkRequest(
    string NetworkId, IReadOnlyDictionary<string, JsonElement>? Options, IReadOnlyList<PoolData>? Ipv4Data, IReadOnlyList<PoolData>? Ipv6Data);

internal sealed record PoolData(string? Pool, string? Gateway);

/// <param name="SandboxKey">Path of the container's namespace, which need not be there yet.</param>
internal sealed record EndpointRequest(
    string NetworkId, string EndpointId, string? SandboxKey, EndpointInterface? Interface, IReadOnlyDictionary<string, JsonElement>? Options);

/// <param name="Address">With its prefix, as the pool gave it.</param>
internal sealed record EndpointInterface(string? Address, string? AddressIpv6, string? MacAddress);

internal sealed record EndpointAnswer(EndpointInterface Interface);

/// <param name="DisableGatewayService">Whether the engine leaves out its own bridge to the outside.</param>
internal sealed record JoinAnswer(
    InterfaceToTake InterfaceName, string? Gateway, string? GatewayIpv6, IReadOnlyList<StaticRoute> StaticRoutes, bool DisableGatewayService);

/// <param name="SrcName">On the node.</param>
/// <param name="DstPrefix">In the container, before the number that the engine gives it.</param>
internal sealed record InterfaceToTake(string SrcName, string DstPrefix);

/// <param name="RouteType">0 for one by a next hop.</param>
internal sealed record StaticRoute(string Destination, int RouteType, string NextHop);

/// <param name="Proto">Of IP: 6 or 17.</param>
/// <param name="Port">In the container.</param>
/// <param name="HostPort">0 where any will do.</param>
internal sealed record PortBinding(int Proto, int Port, string? HostIp, int HostPort, int HostPortEnd);

internal sealed record Nothing;

/// <summary>Why the engine doesn't get what it asks for.</summary>
internal sealed record ErrorAnswer(string Err);

/// <summary>Something that the engine's user is told.</summary>
internal sealed class DockerRefusal(string message) : Exception(message);
