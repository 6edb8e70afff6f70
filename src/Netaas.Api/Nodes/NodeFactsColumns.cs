using System.Text.Json;
using Netaas.Api.Data;
using Netaas.Contracts;
using Netaas.Core.Json;
using Npgsql;
using NpgsqlTypes;

namespace Netaas.Api.Nodes;

/// <summary>A node's facts as its row holds them: underlay addresses and routes for the database to compare, then all of them.</summary>
internal static class NodeFactsColumns
{
    /// <exception cref="InvalidOperationException">The row has none.</exception>
    public static NodeFacts Read(NodeRow node) => JsonSerializer.Deserialize<NodeFacts>(node.FactsJson, NetaasJson.Options)
        ?? throw new InvalidOperationException($"Node {node.Id} has no facts.");

    public static NpgsqlParameter[] Of(NodeFacts facts) =>
    [
        new NpgsqlParameter
        {
            Value = facts.UnderlayAddresses.Select(address => new NpgsqlInet(address.Address, (byte)address.PrefixLength)).ToArray(),
            NpgsqlDbType = NpgsqlDbType.Inet | NpgsqlDbType.Array,
        },
        new NpgsqlParameter { Value = facts.HostRoutes.ToArray(), NpgsqlDbType = NpgsqlDbType.Cidr | NpgsqlDbType.Array },
        Parameter.OfJson(JsonSerializer.Serialize(facts, NetaasJson.Options)),
    ];
}
