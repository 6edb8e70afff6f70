using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Netaas.Api.Data;
using Netaas.Api.Pods;
using Netaas.Api.Services;
using Netaas.Contracts.Attachments;
using Netaas.Core;
using Netaas.Core.Addressing;
using Netaas.Core.Json;
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
        .. await NetworksAsync(ct),
        .. await MembersAsync(null, ct),
        .. await PodsAsync(node, ct),
        .. await PortMappingsAsync(node, ct),
        .. await ServicesAsync(await db.Services.Where(row => row.DeletedRevision == null).OrderBy(row => row.Id).ToListAsync(ct), ct),
    ];

    public async Task<IReadOnlyList<NodeItem>> NodesAsync(IReadOnlyCollection<Guid>? ids, CancellationToken ct)
    {
        var rows = ids is null ? db.Nodes : db.Nodes.Where(row => ids.Contains(row.Id));
        return [.. (await rows.OrderBy(row => row.Id).ToListAsync(ct)).Select(row =>
            new NodeItem(row.Revision, new NodeId(row.Id), row.Name, row.UnderlayAddresses.Select(ToInterfaceAddress).ToEquatableList()) { Zone = row.Zone })];
    }

    /// <summary>All members of the networks that are not leaving, and of which neither node nor network is being deleted.</summary>
    public async Task<IReadOnlyList<MemberItem>> MembersAsync(IReadOnlyCollection<Guid>? networks, CancellationToken ct)
    {
        var live = db.Networks.Where(row => row.DeletedRevision == null);
        if (networks is not null)
            live = live.Where(row => networks.Contains(row.Id));
        var rows = await (
            from member in db.NetworkMembers
            join network in live on member.NetworkId equals network.Id
            join node in db.Nodes on member.NodeId equals node.Id
            where member.DeletedRevision == null
            select member)
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

    /// <summary>What nodes are members of, those that are being removed included.</summary>
    public async Task<IReadOnlyList<ItemKey>> MemberKeysOfNodesAsync(IReadOnlyCollection<Guid> nodes, CancellationToken ct) =>
        [.. (await db.NetworkMembers.Where(row => nodes.Contains(row.NodeId)).OrderBy(row => row.NetworkId).ThenBy(row => row.NodeId).ToListAsync(ct))
            .Select(row => ItemKey.Of(new NetworkId(row.NetworkId), new NodeId(row.NodeId)))];

    /// <summary>Networks as nodes see them.</summary>
    public async Task<IReadOnlyList<NetworkItem>> NetworksAsync(IReadOnlyCollection<NetworkRow> rows, CancellationToken ct)
    {
        if (rows.Count == 0)
            return [];
        var ids = rows.Select(row => row.ProjectId).Distinct().ToList();
        var projects = await db.Projects.Where(project => ids.Contains(project.Id)).ToDictionaryAsync(project => project.Id, project => project.Name, ct);
        return [.. rows.Select(row => ToItem(row, projects.GetValueOrDefault(row.ProjectId, "")))];
    }

    private static NetworkItem ToItem(NetworkRow row, string project) => new(
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
        row.NodeEgress)
    {
        ServiceCidrs = row.Cidrs.Where(cidr => cidr.Purpose == "services").OrderBy(cidr => cidr.Cidr.BaseAddress.AddressFamily).Select(cidr => cidr.Cidr).ToEquatableList(),
        Project = project,
        HasNodeSelector = row.HasNodeSelector || row.Strangers.Count > 0,
    };

    public static PodItem ToItem(PodRow row) => new(
        row.Revision,
        new PodId(row.Id),
        row.Name,
        row.Mode,
        row.NetworkId is { } network ? new NetworkId(network) : null,
        row.Addresses.ToEquatableList(),
        MacAddress.FromBytes(row.Mac.GetAddressBytes()),
        row.NetnsPath)
    {
        Interface = row.Interface,
        HasDefaultRoute = row.HasDefaultRoute,
        More = row.Interfaces.Select(link => link.ToItem()).ToEquatableList(),
        IsHanded = row.IsHanded,
        Aliases = AliasesOf(row),
        HostPorts = row.Mode == PodMode.Host ? HostPortsOf(row) : [],
    };

    /// <summary>The name of a pod that has an address of its own.</summary>
    public static PodNameItem ToName(PodRow row) =>
        new(row.Revision, new PodId(row.Id), row.Name, new NetworkId(row.NetworkId ?? default), new NodeId(row.NodeId), row.Addresses.ToEquatableList())
        {
            Aliases = AliasesOf(row),
            More = row.Interfaces.Select(link => new PodPlaceItem(new NetworkId(link.NetworkId), link.Addresses.ToEquatableList())).ToEquatableList(),
        };

    private static EquatableList<PodPortItem> HostPortsOf(PodRow row) =>
        JsonSerializer.Deserialize<EquatableList<PodPort>>(row.PortsJson, NetaasJson.Options)
            .Select(port => new PodPortItem(port.Protocol, (ushort)port.Port)).ToEquatableList();

    private static EquatableList<string> AliasesOf(PodRow row) =>
        row.SourceJson is { } source ? JsonSerializer.Deserialize<AttachmentSource>(source, NetaasJson.Options)?.Names() ?? [] : [];

    /// <summary>The names of all pods.</summary>
    public async Task<IReadOnlyList<ViewItem>> NamesAsync(CancellationToken ct) =>
        [.. (await LoadAsync(db.Pods.Where(row => row.DeletedRevision == null && row.NetworkId != null), ct)).Select(ToName)];

    public static PortMappingItem ToItem(PortMappingRow row) => new(
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
        row.Pod is { } pod ? new NodeId(pod.NodeId) : null)
    {
        TargetService = row.ServiceId is { } service ? new ServiceId(service) : null,
    };

    private async Task<IReadOnlyList<NetworkItem>> NetworksAsync(CancellationToken ct) =>
        await NetworksAsync(await db.Networks.Include(row => row.Cidrs).Include(row => row.Strangers).Where(row => row.DeletedRevision == null).OrderBy(row => row.Id).ToListAsync(ct), ct);

    /// <summary>Services with the pods that are behind them now.</summary>
    public Task<IReadOnlyList<ServiceItem>> ServicesAsync(IReadOnlyList<ServiceRow> rows, CancellationToken ct) => Endpoints.ItemsAsync(db, rows, ct);

    private async Task<IEnumerable<PodItem>> PodsAsync(Guid node, CancellationToken ct) =>
        (await LoadAsync(db.Pods.Where(row => row.DeletedRevision == null && row.NodeId == node), ct)).Select(ToItem);

    private async Task<List<PodRow>> LoadAsync(IQueryable<PodRow> pods, CancellationToken ct)
    {
        var rows = await pods.OrderBy(row => row.Id).ToListAsync(ct);
        await PodInterfaces.LoadAsync(db, rows, ct);
        return rows;
    }

    private async Task<IEnumerable<PortMappingItem>> PortMappingsAsync(Guid node, CancellationToken ct) =>
        (await db.PortMappings.Include(row => row.Pod).Where(row => row.DeletedRevision == null && (row.Nodes == null || row.Nodes.Contains(node)))
            .OrderBy(row => row.Id).ToListAsync(ct)).Select(ToItem);

    private static InterfaceAddress ToInterfaceAddress(NpgsqlInet value) => new(value.Address, value.Netmask);
}
