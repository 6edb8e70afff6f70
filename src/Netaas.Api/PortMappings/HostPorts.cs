using System.Net;
using Netaas.Api.Data;
using Netaas.Core.Addressing;
using Npgsql;
using NpgsqlTypes;

namespace Netaas.Api.PortMappings;

/// <summary>The claims on nodes' ports, of mappings and of services.</summary>
internal static class HostPorts
{
    /// <summary>
    /// Lets go of the ports that an owner had. Those on nodes that are away stay taken until these confirm: the owner takes out
    /// what it wants again.
    /// </summary>
    /// <param name="away">Nodes that are silent.</param>
    /// <returns>Whether any stay.</returns>
    public static async Task<bool> LeaveAsync(Session session, Guid owner, Guid[] away, CancellationToken ct)
    {
        await session.ExecuteAsync("DELETE FROM host_ports WHERE owner_id = $1 AND NOT is_left AND node_id <> ALL ($2)", ct, Parameter.Of(owner), Parameter.Of(away));
        return await session.ExecuteAsync("UPDATE host_ports SET is_left = true WHERE owner_id = $1", ct, Parameter.Of(owner)) > 0;
    }

    /// <summary>A wildcard claims every address of its family.</summary>
    public static NpgsqlParameter Of(IPAddress address) => new()
    {
        Value = new NpgsqlInet(address, IsAny(address) ? (byte)0 : (byte)Cidr.Bits(address.AddressFamily)),
        NpgsqlDbType = NpgsqlDbType.Inet,
    };

    public static NpgsqlParameter OfNullable(IPAddress? address) =>
        address is null ? new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = NpgsqlDbType.Inet } : Of(address);

    private static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
}
