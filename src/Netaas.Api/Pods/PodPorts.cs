using Netaas.Api.Data;
using Netaas.Api.Http;
using Netaas.Api.Networks;
using Netaas.Core.View;

namespace Netaas.Api.Pods;

/// <summary>
/// The ports that pods declare, kept apart where they meet: those of a pod in host mode in the node's one space, beside what
/// is published there; those of pods that share a namespace in a space of its own.
/// </summary>
internal static class PodPorts
{
    /// <summary>Claims what a pod declares, in place of what it declared before.</summary>
    public static async Task ClaimAsync(Session session, PodRow pod, CancellationToken ct)
    {
        await ReleaseAsync(session, pod.Id, ct);
        switch (pod.Mode)
        {
            case PodMode.Host:
                await session.ExecuteAsync(
                    """
                    INSERT INTO host_ports (node_id, protocol, address, ports, owner_kind, owner_id)
                    SELECT $1, p->>'protocol', any_address::inet, int4range((p->>'port')::int, (p->>'port')::int, '[]'), 'pod', $2
                    FROM jsonb_array_elements($3) p, unnest(ARRAY['0.0.0.0/0', '::/0']) any_address
                    """,
                    ct,
                    Parameter.Of(pod.NodeId),
                    Parameter.Of(pod.Id),
                    Parameter.OfJson(pod.PortsJson));
                break;
            case PodMode.Shared when pod.SharedWithId is { } owner:
                // The owner's own are there from the first one on that joins it.
                await ShareAsync(session, owner, owner, null, ct);
                await ShareAsync(session, owner, pod.Id, pod.PortsJson, ct);
                break;
            case PodMode.Network or PodMode.None:
                if (await session.ScalarAsync<bool>(
                    "SELECT EXISTS (SELECT 1 FROM pods WHERE shared_with_id = $1 AND deleted_revision IS NULL)", ct, Parameter.Of(pod.Id)))
                    await ShareAsync(session, pod.Id, pod.Id, pod.PortsJson, ct);
                break;
            case PodMode.Shared:
                throw new InvalidOperationException($"Pod {pod.Id} shares nobody's namespace.");
            default:
                throw new ArgumentOutOfRangeException(nameof(pod), pod.Mode, "Not a pod's mode.");
        }
    }

    public static Task ReleaseAsync(Session session, Guid pod, CancellationToken ct) => session.ExecuteAsync(
        "WITH freed AS (DELETE FROM host_ports WHERE owner_id = $1) DELETE FROM shared_ports WHERE pod_id = $1", ct, Parameter.Of(pod));

    /// <summary>Says who has a port of these already, on the node or in the namespace.</summary>
    public static async Task<Problem> ExplainAsync(Session session, PodSpec spec, CancellationToken ct)
    {
        var isShared = spec.Mode is not PodMode.Host;
        var place = isShared ? $"the namespace of pod '{spec.SharedWith ?? spec.Name}'" : $"node '{spec.Node}'";
        for (var i = 0; i < spec.Ports.Count; i++)
            if (spec.Ports[i] is var port && await FindOwnerAsync(session, spec, port, ct) is { } owner)
                return Problem.Conflict(
                    "portTaken",
                    $"{EnumText<TransportProtocol>.ToText(port.Protocol).ToUpperInvariant()} port {port.Port} of {place} is held by {owner.Kind} '{owner.Name}': choose another.",
                    [owner]).At($"ports[{i}].port");
        return Problem.Conflict("portTaken", $"A port that the pod declares is in use in {place}: choose another.").At("ports");
    }

    private static async Task<Culprit?> FindOwnerAsync(Session session, PodSpec spec, PodPort port, CancellationToken ct)
    {
        var sql = spec.Mode == PodMode.Host
            ? $"""
              SELECT h.owner_kind, coalesce(w.id, h.owner_id), coalesce(m.name, p.name, s.name, w.name), coalesce(m.project_id, p.project_id, s.project_id, w.project_id) FROM host_ports h
              JOIN nodes n ON n.id = h.node_id AND (n.name = $3 OR n.id::text = $3)
              LEFT JOIN port_mappings m ON m.id = h.owner_id LEFT JOIN pods p ON p.id = h.owner_id LEFT JOIN services s ON s.id = h.owner_id {VxlanPorts.Networks}
              WHERE h.protocol = $1 AND h.ports @> $2 AND coalesce(p.name, '') <> $4 ORDER BY w.project_id <> $5, w.id LIMIT 1
              """
            : """
              SELECT 'pod', p.id, p.name, p.project_id FROM shared_ports s JOIN pods p ON p.id = s.pod_id JOIN pods o ON o.id = s.owner_id
              WHERE s.protocol = $1 AND s.port = $2 AND (o.name = $3 OR o.id::text = $3) AND p.name <> $4 ORDER BY p.project_id <> $5 LIMIT 1
              """;
        await using var command = session.Command(
            sql,
            Parameter.Of(EnumText<TransportProtocol>.ToText(port.Protocol)),
            Parameter.Of(port.Port),
            Parameter.Of(spec.Mode == PodMode.Host ? spec.Node : spec.SharedWith ?? spec.Name),
            Parameter.Of(spec.Name),
            Parameter.Of(session.Caller.Project));
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) && !await reader.IsDBNullAsync(3, ct) && session.Caller.MayKnow(reader.GetGuid(3))
            ? new Culprit(reader.GetString(0), reader.GetGuid(1), reader.GetString(2))
            : null;
    }

    /// <param name="ports">Null for what the pod has declared; it may have been noted before.</param>
    private static Task<int> ShareAsync(Session session, Guid owner, Guid pod, string? ports, CancellationToken ct) => session.ExecuteAsync(
        $"""
        INSERT INTO shared_ports (owner_id, protocol, port, pod_id)
        SELECT $1, p->>'protocol', (p->>'port')::int, $2
        FROM jsonb_array_elements({(ports is null ? "(SELECT ports FROM pods WHERE id = $2)" : "$3")}) p {(ports is null ? "WHERE $3::jsonb IS NULL ON CONFLICT DO NOTHING" : "")}
        """,
        ct,
        Parameter.Of(owner),
        Parameter.Of(pod),
        Parameter.OfJson(ports));
}
