using System.Net;
using Microsoft.EntityFrameworkCore;
using Netaas.Api.Addresses;
using Netaas.Api.Data;
using Netaas.Api.Http;
using Netaas.Api.PortMappings;
using Netaas.Api.Resources;
using Netaas.Core.Addressing;
using Npgsql;

namespace Netaas.Api.Pods;

/// <summary>Says what stands in the way of a pod.</summary>
internal static class PodRefusals
{
    /// <summary>Notes references that lead nowhere.</summary>
    public static async Task NoteMissingAsync(Session session, PodSpec spec, FieldReader body, CancellationToken ct)
    {
        if (spec.Node.Length > 0 && await session.Db.Nodes.ByReferenceAsync(spec.Node, ct) is null)
            body.Refuse("node", "unknownNode", $"There is no node '{spec.Node}': name one of GET /api/v1/nodes.");
        var networks = session.Db.Networks.Where(row => row.ProjectId == session.Caller.Project && row.DeletedRevision == null);
        if (spec.SharedWith is { } owner && await PortMappingRefusals.LivePods(session).ByReferenceAsync(owner, ct) is null)
            body.Refuse("sharedWith", "unknownPod", $"There is no pod '{owner}': create it first.");
        if (spec.Network != PodSpec.DefaultNetwork && spec.Network.Length > 0 && await networks.ByReferenceAsync(spec.Network, ct) is null)
            body.Refuse("network", "unknownNetwork", $"There is no network '{spec.Network}': create it first, or leave the field out.");
        for (var i = 1; i < (spec.Interfaces?.Count ?? 0); i++)
            if (spec.Interfaces?[i].Network is { Length: > 0 } further && further != PodSpec.DefaultNetwork && await networks.ByReferenceAsync(further, ct) is null)
                body.Refuse($"interfaces[{i}].network", "unknownNetwork", $"There is no network '{further}': create it first.");
    }

    public static async Task<Problem?> ExplainAsync(Session session, PostgresException violation, PodSpec spec, CancellationToken ct)
    {
        switch (violation.ConstraintName)
        {
            case "pods_name":
                return NameTaken(spec, await FindNamesakeAsync(session, spec, ct));
            case "host_ports_apart" or "shared_ports_once":
                return await PodPorts.ExplainAsync(session, spec, ct);
            case "pods_mac":
                return Problem.Conflict("macTaken", $"MAC address {spec.Mac} is held by another pod of the network: choose another, or leave it out.").At("mac");
            case "pod_interfaces_mac":
                return PodInterfaces.MacTaken(null).At("interfaces");
            case "pod_interfaces_network_id_fkey":
                return Problem.NotFound("network", string.Join(", ", spec.Interfaces?.Select(link => link.Network) ?? []));
            case "pods_netns":
                return (await NamespaceTakenAsync(session, spec, ct)).At("netnsPath");
            case "pods_network_id_fkey":
                return Problem.NotFound("network", spec.Network);
            case "pods_node_id_fkey":
                return Problem.NotFound("node", spec.Node);
            case "blocks_apart_on_node":
                return Problem.Conflict(
                    "cidrOverlap",
                    $"Another bridge network with pods on node '{spec.Node}' has a range that overlaps that of '{spec.Network}': place the pod on another node, or use a network with another range.").At("node");
            case "addresses_once":
                return Problem.Conflict("addressTaken", "The address was taken just now by another pod: choose another, or leave it out.").At("addresses");
            default:
                return null;
        }
    }

    /// <summary>A look ahead, before anything is locked for a pod that can't be; the constraint decides.</summary>
    public static async Task<Problem?> FindNameTakenAsync(Session session, PodSpec spec, CancellationToken ct) =>
        await FindNamesakeAsync(session, spec, ct) is { } namesake ? NameTaken(spec, namesake) : null;

    public static async Task<Problem> AddressTakenAsync(Session session, Block block, IPAddress address, CancellationToken ct)
    {
        await using var command = session.Command(
            """
            SELECT p.id, p.name, p.deleted_revision IS NOT NULL, p.project_id FROM addresses a JOIN pods p ON p.id = a.pod_id
            WHERE a.network_id = $1 AND a.address = $2 AND a.block_id = $3
            """,
            Parameter.Of(block.Network), Parameter.Of(address), Parameter.Of(block.Id));
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct) || !session.Caller.MayKnow(reader.GetGuid(3)))
            return Problem.Conflict("addressTaken", $"{address} is in use: choose another, or leave it out.");
        var pod = new Culprit("pod", reader.GetGuid(0), reader.GetString(1));
        var going = reader.GetBoolean(2) ? ", which is being deleted" : "";
        return Problem.Conflict("addressTaken", $"{address} is held by pod '{pod.Name}'{going}: choose another, or leave it out.", [pod]);
    }

    public static Problem Terminating(PodRow pod) => Problem.Conflict(
        "terminating",
        $"Pod '{pod.Name}' is being deleted and goes at {pod.TerminatesAt:yyyy-MM-dd'T'HH:mm:ss'Z'}: wait for that, or delete it without grace, and create it anew.",
        [new Culprit("pod", pod.Id, pod.Name)]);

    private static async Task<Problem> NamespaceTakenAsync(Session session, PodSpec spec, CancellationToken ct)
    {
        var nodes = session.Db.Nodes.Where(node => node.Name == spec.Node || node.Id.ToString() == spec.Node).Select(node => node.Id);
        var holder = await session.Db.Pods.FirstOrDefaultAsync(
            row => row.NetnsPath == spec.NetnsPath && row.DeletedRevision == null && nodes.Contains(row.NodeId), ct);
        return holder is null || !session.Caller.MayKnow(holder.ProjectId)
            ? Problem.Conflict("netnsTaken", $"Namespace {spec.NetnsPath} of node '{spec.Node}' has been given to another pod: give each pod its own.")
            : Problem.Conflict(
                "netnsTaken",
                $"Namespace {spec.NetnsPath} of node '{spec.Node}' has been given to pod '{holder.Name}': give each pod its own, or join that one with mode shared.",
                [new Culprit("pod", holder.Id, holder.Name)]);
    }

    public static async Task<Problem> BlockHeldAsync(Session session, IPAddress address, Block block, CancellationToken ct)
    {
        var node = await session.Db.Nodes.FirstOrDefaultAsync(row => row.Id == block.Node, ct);
        return node is null
            ? Problem.Conflict("addressTaken", $"{address} is in {Cidr.Format(block.Cidr)}, which gives the nodes' tunnel addresses: choose another, or leave it out.")
            : Problem.Conflict(
                "blockHeld",
                $"{address} is in block {Cidr.Format(block.Cidr)}, which node '{node.Name}' holds: choose an address outside it, or place the pod on '{node.Name}'.",
                [new Culprit("node", node.Id, node.Name)]);
    }

    /// <summary>Port mappings that end at a pod and pods that live in its namespace, or null.</summary>
    public static async Task<Problem?> FindDependentsAsync(Session session, PodRow pod, CancellationToken ct)
    {
        var mappings = await session.Db.PortMappings.Where(row => row.PodId == pod.Id && row.DeletedRevision == null)
            .OrderBy(row => row.Id).Take(100).Select(row => new Culprit("port-mapping", row.Id, row.Name)).ToListAsync(ct);
        var sharers = await session.Db.Pods.Where(row => row.SharedWithId == pod.Id && row.DeletedRevision == null)
            .OrderBy(row => row.Id).Take(100).Select(row => new Culprit("pod", row.Id, row.Name)).ToListAsync(ct);
        if (sharers.Count > 0)
            return Problem.Conflict(
                "hasDependents",
                $"In the namespace of pod '{pod.Name}' live {string.Join(", ", sharers.Select(sharer => $"pod '{sharer.Name}'"))}: delete those first, or repeat with ?cascade=true.",
                [.. sharers, .. mappings]);
        return mappings.Count == 0 ? null : Problem.Conflict(
            "hasDependents",
            $"Pod '{pod.Name}' is the target of {string.Join(", ", mappings.Select(mapping => $"port mapping '{mapping.Name}'"))}: delete those first, or repeat with ?cascade=true.",
            mappings);
    }

    private static Task<PodRow?> FindNamesakeAsync(Session session, PodSpec spec, CancellationToken ct) => session.Db.Pods.FirstOrDefaultAsync(
        row => row.ProjectId == session.Caller.Project && row.Name == spec.Name && row.DeletedRevision == null, ct);

    private static Problem NameTaken(PodSpec spec, PodRow? namesake) => Problem.Conflict(
        "nameTaken",
        $"A pod named '{spec.Name}' exists: choose another name, or change that one with PUT.",
        namesake is null ? [] : [new Culprit("pod", namesake.Id, namesake.Name)]).At("name");
}
