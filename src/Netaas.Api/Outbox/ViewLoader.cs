using Microsoft.EntityFrameworkCore;
using Netaas.Api.Data;
using Netaas.Core;
using Netaas.Core.Addressing;
using Netaas.Core.Naming;
using Netaas.Core.View;
using NpgsqlTypes;

namespace Netaas.Api.Outbox;

/// <summary>
/// Reads the record as items of nodes' views: always the present state, so that sending a change late or twice does no harm.
/// </summary>
internal sealed class ViewLoader(Db db)
{
    /// <summary>Everything that concerns a node.</summary>
    public async Task<IReadOnlyList<ViewItem>> AllAsync(Guid node, CancellationToken ct) =>
    [
        .. await NodesAsync(null, ct),
        .. await NetworksAsync(null, ct),
        .. await MembersAsync(null, ct),
        .. (await PodsAsync(null, node, ct)).Select(pod => pod.Item),
        .. (await PortMappingsAsync(null, node, ct)).Select(mapping => mapping.Item),
    ];

    public async Task<IReadOnlyList<NodeItem>> NodesAsync(IReadOnlyCollection<Guid>? ids, CancellationToken ct)
    {
        var rows = ids is null ? db.Nodes : db.Nodes.Where(row => ids.Contains(row.Id));
        return [.. (await rows.OrderBy(row => row.Id).ToListAsync(ct)).Select(row =>
            new NodeItem(row.Revision, new NodeId(row.Id), row.Name, row.UnderlayAddresses.Select(ToInterfaceAddress).ToEquatableList()))];
    }

    public async Task<IReadOnlyList<NetworkItem>> NetworksAsync(IReadOnlyCollection<Guid>? ids, CancellationToken ct)
    {
        var rows = db.Networks.Include(row => row.Cidrs).Where(row => row.DeletedRevision == null);
        if (ids is not null)
            rows = rows.Where(row => ids.Contains(row.Id));
        return [.. (await rows.OrderBy(row => row.Id).ToListAsync(ct)).Select(ToItem)];
    }

    /// <summary>All members of the networks that are not being deleted.</summary>
    public async Task<IReadOnlyList<MemberItem>> MembersAsync(IReadOnlyCollection<Guid>? networks, CancellationToken ct)
    {
        var live = db.Networks.Where(row => row.DeletedRevision == null);
        if (networks is not null)
            live = live.Where(row => networks.Contains(row.Id));
        var rows = await (from member in db.NetworkMembers join network in live on member.NetworkId equals network.Id select member)
            .OrderBy(member => member.NetworkId).ThenBy(member => member.NodeId).ToListAsync(ct);
        var held = await (from block in db.Blocks join network in live on block.NetworkId equals network.Id where block.NodeId != null select block)
            .OrderBy(block => block.Cidr).ToListAsync(ct);
        var blocks = held.ToLookup(block => (block.NetworkId, block.NodeId), block => block.Cidr);
        return [.. rows.Select(row => new MemberItem(
            row.Revision,
            new NetworkId(row.NetworkId),
            new NodeId(row.NodeId),
            row.TunnelAddresses.ToEquatableList(),
            blocks[(row.NetworkId, (Guid?)row.NodeId)].ToEquatableList()))];
    }

    /// <summary>The members of networks, those being deleted included.</summary>
    public async Task<IReadOnlyList<ItemKey>> MemberKeysAsync(IReadOnlyCollection<Guid> networks, CancellationToken ct) =>
        [.. (await db.NetworkMembers.Where(row => networks.Contains(row.NetworkId)).OrderBy(row => row.NetworkId).ThenBy(row => row.NodeId).ToListAsync(ct))
            .Select(row => ItemKey.Of(new NetworkId(row.NetworkId), new NodeId(row.NodeId)))];

    /// <summary>Pods that are not being deleted, each with its node.</summary>
    public async Task<IReadOnlyList<(Guid Node, PodItem Item)>> PodsAsync(IReadOnlyCollection<Guid>? ids, Guid? node, CancellationToken ct)
    {
        var rows = db.Pods.Where(row => row.DeletedRevision == null);
        if (ids is not null)
            rows = rows.Where(row => ids.Contains(row.Id));
        if (node is not null)
            rows = rows.Where(row => row.NodeId == node);
        return [.. (await rows.OrderBy(row => row.Id).ToListAsync(ct)).Select(row => (row.NodeId, new PodItem(
            row.Revision,
            new PodId(row.Id),
            row.Name,
            row.Mode,
            row.NetworkId is { } network ? new NetworkId(network) : null,
            row.Addresses.ToEquatableList(),
            MacAddress.FromBytes(row.Mac.GetAddressBytes()),
            row.NetnsPath)))];
    }

    /// <summary>Port mappings that are not being deleted, each with its nodes; null for every node.</summary>
    public async Task<IReadOnlyList<(Guid[]? Nodes, PortMappingItem Item)>> PortMappingsAsync(
        IReadOnlyCollection<Guid>? ids, Guid? node, CancellationToken ct)
    {
        var rows = db.PortMappings.Include(row => row.Pod).Where(row => row.DeletedRevision == null);
        if (ids is not null)
            rows = rows.Where(row => ids.Contains(row.Id));
        if (node is { } one)
            rows = rows.Where(row => row.Nodes == null || row.Nodes.Contains(one));
        return [.. (await rows.OrderBy(row => row.Id).ToListAsync(ct)).Select(row => (row.Nodes, ToItem(row)))];
    }

    private static NetworkItem ToItem(NetworkRow row) => new(
        row.Revision,
        new NetworkId(row.Id),
        row.Name,
        row.Type,
        row.Cidrs.Where(cidr => cidr.Purpose == "pods").OrderBy(cidr => cidr.Cidr.BaseAddress.AddressFamily).Select(cidr => cidr.Cidr).ToEquatableList(),
        row.Encapsulation,
        row.Vni is { } vni ? new Vni((uint)vni) : null,
        (ushort)row.VxlanPort,
        row.Mtu,
        row.Egress,
        row.NodeEgress);

    private static PortMappingItem ToItem(PortMappingRow row) => new(
        row.Revision,
        new PortMappingId(row.Id),
        row.Name,
        row.HostAddress,
        row.Protocol,
        (ushort)row.HostPort,
        (ushort)row.HostPortEnd,
        row.Pod?.Addresses.FirstOrDefault(address => address.AddressFamily == row.HostAddress.AddressFamily),
        (ushort)row.TargetPort,
        row.Pod?.NetworkId is { } network ? new NetworkId(network) : null,
        row.Pod is { } pod ? new NodeId(pod.NodeId) : null);

    private static InterfaceAddress ToInterfaceAddress(NpgsqlInet value) => new(value.Address, value.Netmask);
}
