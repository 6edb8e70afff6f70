using System.Net;
using Microsoft.EntityFrameworkCore;
using Netaas.Api.Addresses;
using Netaas.Api.Data;
using Netaas.Api.Http;
using Netaas.Api.Pods;
using Netaas.Api.Projects;
using Netaas.Api.Resources;
using Netaas.Contracts.Attachments;
using Netaas.Core;
using Netaas.Core.Naming;
using Npgsql;

namespace Netaas.Api.Attachments;

/// <summary>
/// Addresses that a node's agent holds ahead. A lease is a line in <c>addresses</c>, as a pod's address is: the constraint that
/// gives each address once knows nothing of the difference, so the API never gives what an agent may be giving.
/// </summary>
internal sealed class LeaseStore(NpgsqlDataSource dataSource, ProjectDirectory projects)
{
    /// <summary>Bounds what a node with a wrong setting can take from the others.</summary>
    private const int Most = 1_024;

    /// <summary>So that stale flows and neighbor entries die, as after any pod.</summary>
    private static readonly TimeSpan s_rest = TimeSpan.FromSeconds(60);

    /// <summary>Sees to it that the node holds as many addresses as it wishes for.</summary>
    public async Task<LeaseSet> FillAsync(LeaseHolder node, LeaseWish wish, CancellationToken ct)
    {
        if (await projects.FindAsync(wish.Project, ct) is not { } project)
            return new LeaseSet(wish.Project, wish.Network, null, [], $"There is no project '{wish.Project}'.");
        try
        {
            return await Attempts.RunAsync(dataSource, node.In(project), (session, cancel) => FillAsync(session, node, wish, cancel), ct);
        }
        catch (PostgresException violation) when (violation.ConstraintName is "blocks_apart_on_node" or "addresses_once")
        {
            return new LeaseSet(wish.Project, wish.Network, null, [], $"The range of network '{wish.Network}' is in use on this node: {violation.MessageText}.");
        }
    }

    /// <summary>Takes addresses back that nobody uses. What the node doesn't hold is left alone.</summary>
    public async Task ReturnAsync(LeaseHolder node, EquatableList<LeasedAddress> addresses, CancellationToken ct)
    {
        foreach (var network in addresses.GroupBy(it => it.Network))
        {
            await using var command = dataSource.CreateCommand(
                """
                WITH freed AS (
                    DELETE FROM addresses WHERE network_id = $1 AND node_id = $2 AND holder = 'lease' AND address = ANY ($3) RETURNING block_id, address)
                INSERT INTO free_addresses (block_id, cidr_id, node_id, rested_at, address)
                SELECT b.id, b.cidr_id, b.node_id, now() + $4, f.address FROM freed f JOIN blocks b ON b.id = f.block_id
                """);
            command.Parameters.Add(Parameter.Of(network.Key.Value));
            command.Parameters.Add(Parameter.Of(node.Id));
            command.Parameters.Add(Parameter.Of([.. network.Select(it => it.Address)]));
            command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = s_rest });
            await command.ExecuteNonQueryAsync(ct);
        }
    }

    private static async Task<(LeaseSet Result, bool Commit)> FillAsync(Session session, LeaseHolder node, LeaseWish wish, CancellationToken ct)
    {
        await session.BeginAsync(ct);
        var found = await FindAsync(session, wish, ct);
        if (found.Value is not { } network || await session.Db.Nodes.FirstOrDefaultAsync(row => row.Id == node.Id, ct) is not { } row)
            return (new LeaseSet(wish.Project, wish.Network, null, [], found.Problem?.Detail), false);
        string? refusal = null;
        foreach (var cidr in network.CidrsFor("pods"))
        {
            await BlockStore.LockCidrAsync(session, cidr.Id, ct);
            var held = await ListAsync(session, network.Id, node.Id, cidr, ct);
            foreach (var chosen in wish.Chosen.Where(address => cidr.Cidr.Contains(address) && !held.Contains(address)))
                refusal = await HoldAsync(session, (network, row), await PodStore.TakeChosenAsync(session, network, cidr, row, chosen, ct), ct) ?? refusal;
            for (var missing = Math.Min(wish.Count, Most) - held.Count; missing > 0 && refusal is null; missing--)
                refusal = await HoldAsync(session, (network, row), await PodStore.TakeNextAsync(session, network, cidr, row, ct), ct);
        }
        var all = new List<IPAddress>();
        foreach (var cidr in network.CidrsFor("pods"))
            all.AddRange(await ListAsync(session, network.Id, node.Id, cidr, ct));
        return (new LeaseSet(wish.Project, wish.Network, new NetworkId(network.Id), all.ToEquatableList(), refusal), true);
    }

    private static async Task<Outcome<NetworkRow>> FindAsync(Session session, LeaseWish wish, CancellationToken ct)
    {
        if (wish.Network == PodSpec.DefaultNetwork && await PodKind.EnsureDefaultNetworkAsync(session, ct) is { } refused)
            return refused;
        var network = await session.Db.Networks.Include(row => row.Cidrs)
            .Where(row => row.ProjectId == session.Caller.Project && row.DeletedRevision == null).ByReferenceAsync(wish.Network, ct);
        return network is null ? Problem.NotFound("network", wish.Network) : network;
    }

    /// <returns>Why it can't be held; null where it is.</returns>
    private static async Task<string?> HoldAsync(Session session, (NetworkRow Network, NodeRow Node) where, Outcome<TakenAddress> taken, CancellationToken ct)
    {
        if (taken.Value is not { } address)
            return taken.Problem?.Detail;
        await AddressStore.HoldAsync(session, where.Network.Id, address, "lease", where.Node.Id, null, ct);
        return null;
    }

    private static async Task<List<IPAddress>> ListAsync(Session session, Guid network, Guid node, NetworkCidrRow cidr, CancellationToken ct)
    {
        await using var command = session.Command(
            "SELECT address FROM addresses WHERE network_id = $1 AND node_id = $2 AND holder = 'lease' AND address <<= $3 ORDER BY address",
            Parameter.Of(network), Parameter.Of(node), Parameter.Of(cidr.Cidr));
        await using var reader = await command.ExecuteReaderAsync(ct);
        var addresses = new List<IPAddress>();
        while (await reader.ReadAsync(ct))
            addresses.Add(reader.GetFieldValue<IPAddress>(0));
        return addresses;
    }
}
