using Netaas.Api.Data;
using Netaas.Core.View;
using Npgsql;

namespace Netaas.Api.Status;

/// <summary>Which resources a relapse concerns, by kind and id.</summary>
internal static class RelapsedIds
{
    /// <summary>What a node holds, and what leads to it from there.</summary>
    private const string OfNode = """
        SELECT 'network', n.id FROM networks n
        WHERE n.deleted_revision IS NULL AND (n.node_selector = '{}' OR EXISTS (SELECT 1 FROM network_members m WHERE m.network_id = n.id AND m.node_id = $1))
        UNION ALL SELECT 'pod', id FROM pods WHERE node_id = $1 AND deleted_revision IS NULL
        UNION ALL SELECT 'port-mapping', id FROM port_mappings WHERE deleted_revision IS NULL AND (nodes IS NULL OR $1 = ANY (nodes))
        UNION ALL SELECT 'service', id FROM services WHERE deleted_revision IS NULL
        """;

    /// <summary>Pods to which a node does not know the way: those of a network on another.</summary>
    private const string OfMembers = """
        SELECT 'pod', p.id FROM unnest($1::uuid[], $2::uuid[]) AS m (network_id, node_id) JOIN pods p ON p.node_id = m.node_id
        WHERE p.deleted_revision IS NULL AND (p.network_id = m.network_id
            OR (p.more_interfaces > 0 AND EXISTS (SELECT 1 FROM pod_interfaces i WHERE i.pod_id = p.id AND i.network_id = m.network_id)))
        """;

    private const string OfAddresses = "SELECT 'service', id FROM services WHERE deleted_revision IS NULL AND load_balancer_ips && $1";

    public static async Task<List<(string Kind, Guid Id)>> FindAsync(NpgsqlConnection connection, Relapse relapse, CancellationToken ct)
    {
        if (relapse.Items is not { } items)
            return await ReadAsync(connection, OfNode, [Parameter.Of(relapse.Node.Value)], ct);
        var ids = items.Select(item => (Kind: KindOf(item.Kind), item.Id)).Where(item => item.Kind is not null).Select(item => (item.Kind!, item.Id)).ToList();
        var members = items.Where(item => item.Kind == ItemKind.Member).ToList();
        if (members.Count > 0)
            ids.AddRange(await ReadAsync(
                connection, OfMembers, [Parameter.Of(members.Select(item => item.Id).ToArray()), Parameter.Of(members.Select(item => item.Scope).ToArray())], ct));
        if (relapse.Addresses.Count > 0)
            ids.AddRange(await ReadAsync(connection, OfAddresses, [Parameter.Of(relapse.Addresses.ToArray())], ct));
        return ids;
    }

    private static string? KindOf(ItemKind kind) => kind switch
    {
        ItemKind.Network => "network",
        ItemKind.Pod => "pod",
        ItemKind.PortMapping => "port-mapping",
        ItemKind.Service => "service",
        _ => null,
    };

    private static async Task<List<(string Kind, Guid Id)>> ReadAsync(NpgsqlConnection connection, string sql, NpgsqlParameter[] parameters, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var ids = new List<(string, Guid)>();
        while (await reader.ReadAsync(ct))
            ids.Add((reader.GetString(0), reader.GetGuid(1)));
        return ids;
    }
}
