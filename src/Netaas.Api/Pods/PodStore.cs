using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Netaas.Api.Addresses;
using Netaas.Api.Data;
using Netaas.Api.Http;
using Netaas.Api.Networks;
using Netaas.Api.Resources;
using Netaas.Core;
using Netaas.Core.Addressing;
using Netaas.Core.Json;
using Netaas.Core.View;
using Npgsql;
using NpgsqlTypes;

namespace Netaas.Api.Pods;

/// <summary>
/// Writes pods. The common case, one allocated address in a block that the node holds, is the one statement of
/// <see cref="PodStatement"/>; whatever that finds nothing for (a new block, a chosen address, two families, a refusal) takes
/// the longer way here.
/// </summary>
internal static class PodStore
{
    public static async Task<Outcome<PodRow>> CreateAsync(Session session, PodSpec spec, CancellationToken ct)
    {
        await session.BeginAsync(ct);
        var network = await NetworkStore.Live(session).StandingAsync(session, "networks", spec.Network, ct);
        var node = await session.Db.Nodes.StandingAsync(session, "nodes", spec.Node, ct);
        var more = await FindMoreAsync(session, spec, ct);
        if (network is null || node is null || more.Contains(null))
        {
            var body = FieldReader.Of(JsonSerializer.SerializeToElement(spec, NetaasJson.Options));
            await PodRefusals.NoteMissingAsync(session, spec, body, ct);
            return Problem.Invalid(body.Problems);
        }
        var pod = session.NewId("pod", spec.Name);
        var taken = await TakeAsync(session, (network, node), spec.Addresses, pod, ct);
        if (taken.Value is null)
            return taken.Problem ?? throw new InvalidOperationException("Addresses are taken or refused.");
        var further = await TakeMoreAsync(session, (node, [network, .. more.OfType<NetworkRow>()]), spec, pod, ct);
        if (further.Value is null)
            return further.Problem ?? throw new InvalidOperationException("Addresses are taken or refused.");
        return await InsertAsync(session, (pod, spec with { Network = network.Name, Node = node.Name }), (network, node), (taken.Value, further.Value), ct);
    }

    /// <summary>Takes a pod's addresses in a network, one per family or those that are asked for, and holds them for it.</summary>
    private static async Task<Outcome<List<TakenAddress>>> TakeAsync(
        Session session, (NetworkRow Network, NodeRow Node) where, EquatableList<IPAddress>? wished, Guid pod, CancellationToken ct)
    {
        var (network, node) = where;
        var addresses = new List<TakenAddress>();
        var cidrs = network.CidrsFor("pods").ToList();
        if (FindStray(wished, network, cidrs) is { } stray)
            return stray;
        foreach (var cidr in cidrs)
        {
            var wanted = wished?.FirstOrDefault(address => address.AddressFamily == cidr.Cidr.Family());
            if (wanted is null && wished is not null)
                continue;
            var taken = wanted is null
                ? await TakeNextAsync(session, network, cidr, node, ct)
                : await TakeChosenAsync(session, network, cidr, node, wanted, ct);
            if (taken.Value is null)
                return taken.Problem ?? throw new InvalidOperationException("An address is taken or refused.");
            await AddressStore.HoldAsync(session, network.Id, taken.Value, "pod", node.Id, pod, ct);
            addresses.Add(taken.Value);
        }
        return addresses;
    }

    /// <summary>The networks of the interfaces beside the first, in their order; null for one that isn't there.</summary>
    private static async Task<List<NetworkRow?>> FindMoreAsync(Session session, PodSpec spec, CancellationToken ct)
    {
        var networks = new List<NetworkRow?>();
        foreach (var link in spec.Interfaces?.Skip(1) ?? [])
            networks.Add(await NetworkStore.Live(session).StandingAsync(session, "networks", link.Network, ct));
        return networks;
    }

    /// <summary>The interfaces beside the first, with their addresses.</summary>
    /// <param name="where">The node, and the network of each interface.</param>
    private static async Task<Outcome<List<PodInterfaceRow>>> TakeMoreAsync(
        Session session, (NodeRow Node, NetworkRow[] Networks) where, PodSpec spec, Guid pod, CancellationToken ct)
    {
        var rows = new List<PodInterfaceRow>();
        foreach (var (link, network) in (spec.Interfaces ?? []).Zip(where.Networks).Skip(1))
        {
            if (where.Networks.Count(other => other.Id == network.Id) > 1)
                return Problem.Invalid([new FieldProblem("interfaces", "duplicate", $"A pod has one interface in a network: name '{network.Name}' once.")]);
            var taken = await TakeAsync(session, (network, where.Node), link.Addresses, pod, ct);
            if (taken.Value is null)
                return taken.Problem ?? throw new InvalidOperationException("Addresses are taken or refused.");
            var mac = link.Mac ?? MacAddress.Derive(pod, network.Id);
            if (await PodInterfaces.FindMacTakenAsync(session, network, mac, ct) is { } held)
                return held;
            rows.Add(new PodInterfaceRow
            {
                PodId = pod,
                Ordinal = (short)(rows.Count + 1),
                Name = link.Name ?? $"eth{rows.Count + 1}",
                NetworkId = network.Id,
                Network = network,
                Addresses = [.. taken.Value.Select(it => it.Address)],
                Mac = PodStatement.ToPhysical(mac),
                BlockRevision = taken.Value.Count == 0 ? 0 : taken.Value.Max(it => it.BlockRevision),
            });
        }
        return rows;
    }

    public static async Task<Outcome<PodRow>> UpdateAsync(Session session, PodSpec before, PodRow present, PodSpec spec, CancellationToken ct)
    {
        var revision = await session.NextRevisionAsync(ct);
        var ports = ChangeLog.ToJson(spec.Ports) ?? "[]";
        await session.ExecuteAsync(
            "UPDATE pods SET labels = $2, ports = $3, revision = $4, drained_at = CASE WHEN $5 THEN coalesce(drained_at, now()) END, weight = $6, updated_at = now() WHERE id = $1",
            ct,
            Parameter.Of(present.Id),
            Parameter.OfJson(spec.Labels.ToJson()),
            Parameter.OfJson(ports),
            Parameter.Of(revision),
            Parameter.Of(spec.Drain),
            Parameter.Of(spec.Weight ?? 1));
        if (spec.Ports != before.Ports)
            await PodPorts.ClaimAsync(session, await session.Db.Pods.SingleAsync(row => row.Id == present.Id, ct), ct);
        await session.AppendAsync(
            new Change(revision, "pod", "update", present.Id, present.Name, Nodes: [present.NodeId], Before: before, After: spec), ct);
        var row = await session.Db.Pods.Include(row => row.Network).Include(row => row.Node).Include(row => row.SharedWith).SingleAsync(row => row.Id == present.Id, ct);
        row.Interfaces = present.Interfaces;
        return row;
    }

    /// <summary>Drains a pod that is to be deleted when its grace is over (<see cref="GraceClock"/>). The database's clock says when that is.</summary>
    public static async Task<DateTime> TerminateAsync(Session session, PodSpec before, PodRow present, TimeSpan grace, CancellationToken ct)
    {
        var endsAt = await session.ScalarAsync<DateTime>("SELECT least($1, now() + make_interval(secs => $2))", ct, Parameter.OfNullable(present.TerminatesAt), Parameter.Of((int)grace.TotalSeconds));
        if (endsAt == present.TerminatesAt)
            return endsAt;
        var revision = await session.NextRevisionAsync(ct);
        await session.ExecuteAsync(
            """
            UPDATE pods SET terminates_at = $2, drained_at = coalesce(drained_at, now()), terminated_by = $3, terminated_request = $4, revision = $5, updated_at = now()
            WHERE id = $1
            """,
            ct,
            Parameter.Of(present.Id),
            Parameter.Of(endsAt),
            Parameter.Of(session.Caller.Actor),
            Parameter.Of(session.Caller.RequestId),
            Parameter.Of(revision));
        await session.AppendAsync(
            new Change(revision, "pod", "update", present.Id, present.Name, Nodes: [present.NodeId], Before: before, After: before with { Drain = true })
            {
                Reason = $"Deleted with grace until {endsAt:yyyy-MM-dd'T'HH:mm:ss'Z'}.",
            },
            ct);
        return endsAt;
    }

    /// <summary>Marks a pod as deleted. Its addresses stay taken until its node confirms.</summary>
    public static async Task<long> DeleteAsync(Session session, PodSpec before, PodRow present, CancellationToken ct)
    {
        var revision = await session.NextRevisionAsync(ct);
        await session.ExecuteAsync("UPDATE pods SET deleted_revision = $2 WHERE id = $1", ct, Parameter.Of(present.Id), Parameter.Of(revision));
        await PodPorts.ReleaseAsync(session, present.Id, ct);
        await session.AppendAsync(new Change(revision, "pod", "delete", present.Id, present.Name, Nodes: [present.NodeId], Before: before), ct);
        return revision;
    }

    /// <summary>Writes a pod's row. The common case is not here but in <see cref="PodStatement"/>.</summary>
    public static Task InsertAsync(Session session, PodRow row, CancellationToken ct) => session.ExecuteAsync(
        """
        INSERT INTO pods (id, project_id, name, labels, mode, network_id, node_id, ports, addresses, mac, netns_path, shared_with_id, revision, block_revision, created_at, updated_at,
            origin, attachment_id, interface, has_default_route, source, drained_at, weight, more_interfaces, is_handed)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)
        """,
        ct,
        Parameter.Of(row.Id),
        Parameter.Of(row.ProjectId),
        Parameter.Of(row.Name),
        Parameter.OfJson(row.LabelsJson),
        Parameter.Of(EnumText<PodMode>.ToText(row.Mode)),
        Parameter.OfNullable(row.NetworkId),
        Parameter.Of(row.NodeId),
        Parameter.OfJson(row.PortsJson),
        Parameter.Of(row.Addresses),
        new NpgsqlParameter { Value = row.Mac, NpgsqlDbType = NpgsqlDbType.MacAddr },
        Parameter.OfNullable(row.NetnsPath),
        Parameter.OfNullable(row.SharedWithId),
        Parameter.Of(row.Revision),
        Parameter.Of(row.BlockRevision),
        Parameter.Of(row.CreatedAt),
        Parameter.Of(row.Origin),
        Parameter.OfNullable(row.AttachmentId),
        Parameter.Of(row.Interface),
        Parameter.Of(row.HasDefaultRoute),
        Parameter.OfJson(row.SourceJson),
        Parameter.OfNullable(row.DrainedAt),
        Parameter.Of(row.Weight),
        Parameter.Of((int)row.MoreInterfaces),
        Parameter.Of(row.IsHanded));

    /// <returns>Null when the CIDR is used up, or overlaps what the node reports, or the node is no member.</returns>
    public static async Task<Block?> TakeBlockAsync(Session session, NetworkRow network, NetworkCidrRow cidr, NodeRow node, CancellationToken ct)
    {
        if (await Membership.FindStrangerAsync(session, network, node, ct) is not null || await CidrConflicts.FindAsync(session, network, node, ct) is not null)
            return null;
        var revision = await MemberStore.TouchAsync(session, network.Id, node.Id, network.Name, ct);
        return await BlockStore.TakeNextAsync(session, cidr, node.Id, revision, ct);
    }

    private static Problem? FindStray(EquatableList<IPAddress>? wished, NetworkRow network, List<NetworkCidrRow> cidrs)
    {
        var stray = wished?.FirstOrDefault(address => !cidrs.Any(cidr => cidr.Cidr.Contains(address)));
        return stray is null ? null : Problem.Invalid([new FieldProblem(
            "addresses",
            "outsideNetwork",
            $"{stray} is in no pod CIDR of network '{network.Name}' ({string.Join(", ", cidrs.Select(cidr => Cidr.Format(cidr.Cidr)))}): choose one of those, or leave it out.")]);
    }

    public static async Task<Outcome<TakenAddress>> TakeNextAsync(
        Session session, NetworkRow network, NetworkCidrRow cidr, NodeRow node, CancellationToken ct)
    {
        await BlockStore.LockCidrAsync(session, cidr.Id, ct);
        if (await Membership.FindStrangerAsync(session, network, node, ct) is { } stranger)
            return stranger;
        var taken = await AddressStore.TakeNextAsync(
            session, cidr, node.Id, cancel => TakeBlockAsync(session, network, cidr, node, cancel), ct);
        return taken is null
            ? await CidrConflicts.FindAsync(session, network, node, ct) ?? Problem.Conflict(
                "noFreeAddress",
                $"Network '{network.Name}' has no free address for node '{node.Name}': all of {Cidr.Format(cidr.Cidr)} is given to nodes and this node's blocks are full. Delete pods, or use a network with a larger pod CIDR.",
                [new Culprit("network", network.Id, network.Name)]).At("network")
            : taken;
    }

    public static async Task<Outcome<TakenAddress>> TakeChosenAsync(
        Session session, NetworkRow network, NetworkCidrRow cidr, NodeRow node, IPAddress address, CancellationToken ct)
    {
        await BlockStore.LockCidrAsync(session, cidr.Id, ct);
        if (await Membership.FindStrangerAsync(session, network, node, ct) is { } stranger)
            return stranger;
        var around = Cidr.Containing(address, cidr.NodePrefixLength);
        if (!Cidr.IsUsable(around, address))
            return Problem.Invalid([new FieldProblem("addresses", "unusable", $"{address} is the network, gateway or broadcast address of {Cidr.Format(around)}: choose another.")]);
        var block = await BlockStore.FindAroundAsync(session, cidr, address, node.Id, ct);
        if (block is null && await CidrConflicts.FindAsync(session, network, node, ct) is { } conflict)
            return conflict;
        if (block is null)
        {
            var revision = await MemberStore.TouchAsync(session, network.Id, node.Id, network.Name, ct);
            block = await BlockStore.TakeAroundAsync(session, cidr, address, node.Id, revision, ct);
        }
        if (block.Node != node.Id)
            return (await PodRefusals.BlockHeldAsync(session, address, block, ct)).At("addresses");
        return await AddressStore.TakeAsync(session, block, address, ct)
            ? new TakenAddress(address, block.Id, block.Revision)
            : (await PodRefusals.AddressTakenAsync(session, block, address, ct)).At("addresses");
    }

    private static async Task<PodRow> InsertAsync(
        Session session, (Guid Id, PodSpec Spec) pod, (NetworkRow Network, NodeRow Node) where, (List<TakenAddress> Addresses, List<PodInterfaceRow> More) taken, CancellationToken ct)
    {
        var (spec, addresses) = (pod.Spec, taken.Addresses);
        var mac = spec.Mac ?? MacAddress.Derive(pod.Id, Guid.Empty);
        var row = new PodRow
        {
            Id = pod.Id,
            ProjectId = session.Caller.Project,
            Name = spec.Name,
            LabelsJson = spec.Labels.ToJson(),
            Mode = spec.Mode,
            NetworkId = where.Network.Id,
            Network = where.Network,
            NodeId = where.Node.Id,
            Node = where.Node,
            PortsJson = ChangeLog.ToJson(spec.Ports) ?? "[]",
            Addresses = [.. addresses.Select(taken => taken.Address)],
            Mac = PodStatement.ToPhysical(mac),
            NetnsPath = spec.NetnsPath,
            DrainedAt = spec.Drain ? DateTime.UtcNow : null,
            Weight = spec.Weight ?? 1,
            Interface = spec.Interfaces?[0].Name ?? PodItem.UsualInterface,
            MoreInterfaces = (short)taken.More.Count,
            Interfaces = taken.More,
            Revision = await session.NextRevisionAsync(ct),
            BlockRevision = addresses.Count == 0 ? 0 : addresses.Max(taken => taken.BlockRevision),
            CreatedAt = DateTime.UtcNow,
            UpdatedAt = DateTime.UtcNow,
        };
        await InsertAsync(session, row, ct);
        await PodInterfaces.InsertAsync(session, taken.More, ct);
        var recorded = spec with { Addresses = [.. row.Addresses], Mac = mac };
        if (spec.Interfaces is { } links)
            recorded = (recorded with { Interfaces = [links[0], .. taken.More.Select(link => link.ToWire())] }).WithFirst();
        await session.AppendAsync(new Change(row.Revision, "pod", "create", row.Id, row.Name, Nodes: [row.NodeId], After: recorded), ct);
        return row;
    }
}
