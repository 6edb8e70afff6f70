using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Netaas.Api.Addresses;
using Netaas.Api.Data;
using Netaas.Api.Http;
using Netaas.Api.Networks;
using Netaas.Api.Resources;
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
        var network = await session.Db.Networks.Include(row => row.Cidrs)
            .Where(row => row.ProjectId == session.Caller.Project && row.DeletedRevision == null).ByReferenceAsync(spec.Network, ct);
        var node = await session.Db.Nodes.ByReferenceAsync(spec.Node, ct);
        if (network is null || node is null)
        {
            var body = FieldReader.Of(JsonSerializer.SerializeToElement(spec, NetaasJson.Options));
            await PodRefusals.NoteMissingAsync(session, spec, body, ct);
            return Problem.Invalid(body.Problems);
        }
        var pod = session.NewId("pod", spec.Name);
        var addresses = new List<TakenAddress>();
        var cidrs = network.Cidrs.Where(cidr => cidr.Purpose == "pods").OrderBy(cidr => cidr.Cidr.BaseAddress.AddressFamily).ToList();
        if (FindStray(spec, network, cidrs) is { } stray)
            return stray;
        foreach (var cidr in cidrs)
        {
            var wanted = spec.Addresses?.FirstOrDefault(address => address.AddressFamily == cidr.Cidr.Family());
            if (wanted is null && spec.Addresses is not null)
                continue;
            var taken = wanted is null
                ? await TakeNextAsync(session, network, cidr, node, ct)
                : await TakeChosenAsync(session, network, cidr, node, wanted, ct);
            if (taken.Value is null)
                return taken.Problem ?? throw new InvalidOperationException("An address is taken or refused.");
            await AddressStore.HoldAsync(session, network.Id, taken.Value, "pod", node.Id, pod, ct);
            addresses.Add(taken.Value);
        }
        return await InsertAsync(session, pod, spec with { Network = network.Name, Node = node.Name }, network, node, addresses, ct);
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
        return await session.Db.Pods.Include(row => row.Network).Include(row => row.Node).Include(row => row.SharedWith).SingleAsync(row => row.Id == present.Id, ct);
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
            origin, attachment_id, interface, has_default_route, source, drained_at, weight, is_handed)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $15, $16, $17, $18, $19, $20, $21, $22, $23)
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
        Parameter.Of(row.IsHanded));

    /// <returns>Null when the CIDR is used up, or overlaps what the node reports.</returns>
    public static async Task<Block?> TakeBlockAsync(Session session, NetworkRow network, NetworkCidrRow cidr, NodeRow node, CancellationToken ct)
    {
        if (await CidrConflicts.FindAsync(session, network, node, ct) is not null)
            return null;
        var revision = await MemberStore.TouchAsync(session, network.Id, node.Id, network.Name, ct);
        return await BlockStore.TakeNextAsync(session, cidr, node.Id, revision, ct);
    }

    private static Problem? FindStray(PodSpec spec, NetworkRow network, List<NetworkCidrRow> cidrs)
    {
        var stray = spec.Addresses?.FirstOrDefault(address => !cidrs.Any(cidr => cidr.Cidr.Contains(address)));
        return stray is null ? null : Problem.Invalid([new FieldProblem(
            "addresses",
            "outsideNetwork",
            $"{stray} is in no pod CIDR of network '{network.Name}' ({string.Join(", ", cidrs.Select(cidr => Cidr.Format(cidr.Cidr)))}): choose one of those, or leave it out.")]);
    }

    public static async Task<Outcome<TakenAddress>> TakeNextAsync(
        Session session, NetworkRow network, NetworkCidrRow cidr, NodeRow node, CancellationToken ct)
    {
        await BlockStore.LockCidrAsync(session, cidr.Id, ct);
        var taken = await AddressStore.TakeNextAsync(
            session, cidr, node.Id, cancel => TakeBlockAsync(session, network, cidr, node, cancel), ct);
        return taken is null
            ? await CidrConflicts.FindAsync(session, network, node, ct) ?? Problem.Conflict(
                "noFreeAddress",
                $"Network '{network.Name}' has no free address for node '{node.Name}': all of {Cidr.Format(cidr.Cidr)} is given to nodes and this node's blocks are full. Delete pods, or use a network with a larger pod CIDR.",
                [new Culprit("network", network.Id, network.Name)])
            : taken;
    }

    public static async Task<Outcome<TakenAddress>> TakeChosenAsync(
        Session session, NetworkRow network, NetworkCidrRow cidr, NodeRow node, IPAddress address, CancellationToken ct)
    {
        await BlockStore.LockCidrAsync(session, cidr.Id, ct);
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
            return await PodRefusals.BlockHeldAsync(session, address, block, ct);
        return await AddressStore.TakeAsync(session, block, address, ct)
            ? new TakenAddress(address, block.Id, block.Revision)
            : await PodRefusals.AddressTakenAsync(session, block, address, ct);
    }

    private static async Task<Outcome<PodRow>> InsertAsync(
        Session session, Guid id, PodSpec spec, NetworkRow network, NodeRow node, List<TakenAddress> addresses, CancellationToken ct)
    {
        var mac = spec.Mac ?? MacAddress.Derive(id, Guid.Empty);
        var row = new PodRow
        {
            Id = id,
            ProjectId = session.Caller.Project,
            Name = spec.Name,
            LabelsJson = spec.Labels.ToJson(),
            Mode = spec.Mode,
            NetworkId = network.Id,
            Network = network,
            NodeId = node.Id,
            Node = node,
            PortsJson = ChangeLog.ToJson(spec.Ports) ?? "[]",
            Addresses = [.. addresses.Select(taken => taken.Address)],
            Mac = PodStatement.ToPhysical(mac),
            NetnsPath = spec.NetnsPath,
            DrainedAt = spec.Drain ? DateTime.UtcNow : null,
            Weight = spec.Weight ?? 1,
            Revision = await session.NextRevisionAsync(ct),
            BlockRevision = addresses.Count == 0 ? 0 : addresses.Max(taken => taken.BlockRevision),
            CreatedAt = DateTime.UtcNow,
            UpdatedAt = DateTime.UtcNow,
        };
        await InsertAsync(session, row, ct);
        var recorded = spec with { Addresses = [.. row.Addresses], Mac = mac };
        await session.AppendAsync(new Change(row.Revision, "pod", "create", row.Id, row.Name, Nodes: [row.NodeId], After: recorded), ct);
        return row;
    }
}
