using System.Net;
using Netaas.Api.Data;
using Netaas.Api.Http;
using Netaas.Api.Networks;
using Netaas.Core.View;

namespace Netaas.Api.PortMappings;

/// <summary>Host ports that somebody wants and may find taken.</summary>
/// <param name="Nodes">Null for every node.</param>
/// <param name="Except">Whose own they may be; null for nobody's.</param>
internal sealed record WantedPorts(TransportProtocol Protocol, int First, int Last, Guid[]? Nodes = null, Guid? Except = null)
{
    /// <summary>Null for any of the node's.</summary>
    public IPAddress? Address { get; init; }
}

/// <summary>Who has a host port on record.</summary>
/// <param name="Node">By name.</param>
/// <param name="Owner">Null where the caller may not know it.</param>
/// <param name="IsLeft">Whether its owner wants it no more, and the node has yet to let go of it.</param>
internal sealed record PortHolder(string Node, int Port, Culprit? Owner, bool IsDeleted, bool IsLeft)
{
    /// <summary>Who it is, behind "the port is".</summary>
    public string Text => Owner is null ? "in use" : $"held by {Owner.Kind.Replace('-', ' ')} '{Owner.Name}'{Going}";

    private string Going => IsDeleted ? ", which is being deleted" : IsLeft ? ", which has left it, until the node confirms" : "";

    /// <summary>For a refusal to name.</summary>
    public IReadOnlyList<Culprit>? Culprits => Owner is null ? null : [Owner];

    /// <summary>The first that has one of these ports; null where nobody has.</summary>
    public static async Task<PortHolder?> FindAsync(Session session, WantedPorts wanted, CancellationToken ct)
    {
        await using var command = session.Command(
            $"""
            SELECT n.name, greatest(lower(h.ports), $2), h.owner_kind, coalesce(m.id, p.id, s.id, w.id), coalesce(m.name, p.name, s.name, w.name),
                coalesce(m.project_id, p.project_id, s.project_id, w.project_id),
                coalesce(m.deleted_revision, p.deleted_revision, s.deleted_revision, w.deleted_revision) IS NOT NULL, h.is_left
            FROM host_ports h JOIN nodes n ON n.id = h.node_id
            LEFT JOIN port_mappings m ON m.id = h.owner_id LEFT JOIN pods p ON p.id = h.owner_id LEFT JOIN services s ON s.id = h.owner_id {VxlanPorts.Networks}
            WHERE h.protocol = $1 AND h.ports && int4range($2, $3, '[]') AND ($4::inet IS NULL OR h.address && $4)
                AND ($5::uuid[] IS NULL OR h.node_id = ANY ($5)) AND h.owner_id IS DISTINCT FROM $6
            ORDER BY n.name, w.project_id <> $7, w.id LIMIT 1
            """,
            Parameter.Of(EnumText<TransportProtocol>.ToText(wanted.Protocol)),
            Parameter.Of(wanted.First),
            Parameter.Of(wanted.Last),
            HostPorts.OfNullable(wanted.Address),
            Parameter.OfNullable(wanted.Nodes),
            Parameter.OfNullable(wanted.Except),
            Parameter.Of(session.Caller.Project));
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct))
            return null;
        var isKnown = !await reader.IsDBNullAsync(5, ct) && session.Caller.MayKnow(reader.GetGuid(5));
        return new PortHolder(
            reader.GetString(0),
            reader.GetInt32(1),
            isKnown ? new Culprit(reader.GetString(2), reader.GetGuid(3), reader.GetString(4)) : null,
            reader.GetBoolean(6),
            reader.GetBoolean(7));
    }
}
