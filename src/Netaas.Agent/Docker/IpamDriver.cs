using Netaas.Contracts.Local;

namespace Netaas.Agent.Docker;

/// <summary>
/// Docker's address pools: a pool is a network's pod CIDR, and its addresses are those that are leased to the node. Docker asks for
/// the pool before it tells of the network, and without the network's name: so the name is an option of the pool's.
/// </summary>
internal sealed class IpamDriver(DockerNetworks networks, LocalDesk desk, NetworkMaker maker)
{
    private const string GatewayKey = "com.docker.network.gateway";
    private const string TypeKey = "RequestAddressType";

    public async Task<PoolAnswer> RequestPoolAsync(PoolRequest asked, CancellationToken ct)
    {
        if (asked.SubPool is { Length: > 0 })
            throw new DockerRefusal("Netaas gives each node a block of the network for its own: leave out --ip-range.");
        var name = NameOf(asked);
        if (asked.Pool is not { Length: > 0 } range)
            throw new DockerRefusal(await AskForRangeAsync(name, ct));
        var network = await FindAsync(name, range, ct);
        var index = network.Cidrs.ToList().FindIndex(cidr => IsIpv6(cidr) == asked.V6);
        if (index < 0)
            throw new DockerRefusal($"Network '{network.Name}' has no {(asked.V6 ? "IPv6" : "IPv4")} range: its ranges are {string.Join(", ", network.Cidrs)}.");
        var found = network.Cidrs[index];
        if (range != found)
            throw new DockerRefusal($"Network '{network.Name}' has the range {found}, not {range}: give that, or name another network.");
        networks.Note(found, new NetworkName(network.Project, name.Network.Length > 0 ? name.Network : network.Name));
        return new PoolAnswer(
            $"{network.Project}/{(name.Network.Length > 0 ? name.Network : network.Name)}/{found}", found, new Dictionary<string, string> { [GatewayKey] = network.Gateways[index] });
    }

    /// <summary>A network that Docker had made goes with it, unless a network of Docker's is still to go.</summary>
    public async Task<Nothing> ReleasePoolAsync(AddressRequest asked, CancellationToken ct)
    {
        var (name, _) = Parse(asked.PoolId);
        await maker.RemoveLeftAsync(networks, name, null, ct);
        return new Nothing();
    }

    public async Task<AddressAnswer> RequestAddressAsync(AddressRequest asked, CancellationToken ct)
    {
        var (name, cidr) = Parse(asked.PoolId);
        if (asked.Options?.GetValueOrDefault(TypeKey) == GatewayKey)
            return new AddressAnswer(await GatewayAsync(name, cidr, asked.Address, ct));
        var answer = await desk.AskAsync(new LocalRequest(LocalVerb.Reserve, LocalDesk.Runtime)
        {
            Project = name.Project,
            Network = name.Network,
            Cidr = cidr,
            Addresses = asked.Address is { Length: > 0 } address ? [address] : [],
        }, ct);
        return new AddressAnswer(answer.Network?.Address ?? throw new DockerRefusal("The agent answered without an address."));
    }

    public async Task<Nothing> ReleaseAddressAsync(AddressRequest asked, CancellationToken ct)
    {
        var (name, _) = Parse(asked.PoolId);
        await desk.AskAsync(new LocalRequest(LocalVerb.Release, LocalDesk.Runtime) { Project = name.Project, Network = name.Network, Addresses = [asked.Address ?? ""] }, ct);
        return new Nothing();
    }

    /// <summary>The network's name as somebody chose it, or as the engine was told it before; empty where only the range is known.</summary>
    private NetworkName NameOf(PoolRequest asked)
    {
        var project = asked.Options?.GetValueOrDefault("project") ?? "default";
        return asked.Options?.GetValueOrDefault("network") is { Length: > 0 } chosen
            ? new NetworkName(project, chosen)
            : (asked.Pool is { Length: > 0 } range ? networks.FindByRange(range) : null) ?? new NetworkName(project, "");
    }

    /// <summary>
    /// What the engine's user is told who gave no range. The engine would ask for one until it gets one that the node has no route
    /// for, which is none of ours: only of a range that was chosen it doesn't ask that.
    /// </summary>
    private async Task<string> AskForRangeAsync(NetworkName name, CancellationToken ct)
    {
        var known = name.Network.Length == 0 ? null : (await desk.TryAsync(new LocalRequest(LocalVerb.Look, LocalDesk.Runtime) { Project = name.Project, Network = name.Network }, ct)).Network;
        return known is null ? "Give the network's range: --subnet CIDR." : $"Give the range of network '{known.Name}': --subnet {string.Join(" --subnet ", known.Cidrs)}.";
    }

    /// <summary>The network as it is here; made where it is not there and that is allowed.</summary>
    private async Task<LocalNetwork> FindAsync(NetworkName name, string range, CancellationToken ct)
    {
        var look = new LocalRequest(LocalVerb.Look, LocalDesk.Runtime) { Project = name.Project, Network = name.Network, Cidr = range };
        var answer = await desk.TryAsync(look, ct);
        if (answer.Failure is LocalFailure.Invalid or LocalFailure.Unknown && maker.MayMake)
        {
            var made = name.Network.Length > 0 ? name : name with { Network = $"docker-{range.Replace('.', '-').Replace(':', '-').Replace('/', '-').Replace("--", "-", StringComparison.Ordinal)}" };
            await maker.MakeAsync(made, range, ct);
            networks.NoteMade(made);
            answer = await desk.AskAsync(look with { Network = made.Network }, ct);
        }
        return answer.Network ?? throw new DockerRefusal(answer.Message ?? $"There is no network '{name.Network}'.");
    }

    private async Task<string> GatewayAsync(NetworkName name, string cidr, string? wanted, CancellationToken ct)
    {
        var network = await FindAsync(name, cidr, ct);
        var gateway = network.Gateways[network.Cidrs.ToList().IndexOf(cidr)];
        return wanted is not { Length: > 0 } || gateway.Split('/')[0] == wanted
            ? gateway
            : throw new DockerRefusal($"The gateway of network '{network.Name}' on this node is {gateway.Split('/')[0]}: leave out --gateway.");
    }

    /// <summary>Project, network, and the range.</summary>
    private static (NetworkName Name, string Cidr) Parse(string pool) => pool.Split('/', 3) is [var project, var network, var cidr]
        ? (new NetworkName(project, network), cidr)
        : throw new DockerRefusal($"'{pool}' is no pool of Netaas.");

    private static bool IsIpv6(string cidr) => cidr.Contains(':', StringComparison.Ordinal);
}
