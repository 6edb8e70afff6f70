using System.Net;
using System.Net.Sockets;
using Netaas.Api.Data;
using Netaas.Api.Http;
using Netaas.Api.PortMappings;
using Netaas.Core;
using Netaas.Core.View;

namespace Netaas.Api.Services;

/// <summary>The nodes' ports that lead to services: in the one space of each node, beside mappings and what host-mode pods listen on.</summary>
internal static class NodePorts
{
    public const int First = 30_000;

    public const int Last = 32_767;

    /// <summary>Claims the service's node ports on every node, in place of what it had, choosing those that were not asked for.</summary>
    /// <param name="away">Nodes that are silent: ports of theirs stay taken until they confirm.</param>
    /// <returns>The service with its node ports. A port that is taken breaks the constraint <c>host_ports_apart</c>.</returns>
    public static async Task<Outcome<ServiceSpec>> ClaimAsync(
        Session session, Guid service, ServiceSpec spec, IReadOnlyList<IPAddress> addresses, Guid[] away, CancellationToken ct)
    {
        await HostPorts.LeaveAsync(session, service, away, ct);
        if (!spec.HasNodePorts)
            return spec with { HealthCheckNodePort = null };
        // Choosing must not race: one at a time, with mappings that choose.
        if (spec.Ports.Any(port => port.NodePort is null) || (spec.HasHealthPort && spec.HealthCheckNodePort is null))
            await session.ExecuteAsync("SELECT pg_advisory_xact_lock(7, 3)", ct);
        var claimed = new List<ServicePort>();
        foreach (var port in spec.Ports.OrderBy(port => port.NodePort is null))
        {
            var number = port.NodePort ?? await NextAsync(session, port.Protocol, ct);
            if (number == 0)
                return Problem.Conflict("noFreePort", $"No {EnumText<TransportProtocol>.ToText(port.Protocol).ToUpperInvariant()} port from {First} to {Last} is free on all nodes: delete services.").At("ports");
            await HoldAsync(session, service, (port.Protocol, number), addresses, ct);
            claimed.Add(port with { NodePort = number });
        }
        var health = spec.HasHealthPort ? spec.HealthCheckNodePort ?? await NextAsync(session, TransportProtocol.Tcp, ct) : null as int?;
        if (health == 0)
            return Problem.Conflict("noFreePort", $"No TCP port from {First} to {Last} is free on all nodes: delete services.").At("healthCheckNodePort");
        if (health is { } healthPort)
            await HoldAsync(session, service, (TransportProtocol.Tcp, healthPort), addresses, ct);
        return spec with
        {
            Ports = spec.Ports.Select(port => claimed.Single(it => it.Port == port.Port && it.Protocol == port.Protocol)).ToEquatableList(),
            HealthCheckNodePort = health,
        };
    }

    private static async Task HoldAsync(
        Session session, Guid service, (TransportProtocol Protocol, int Number) port, IReadOnlyList<IPAddress> addresses, CancellationToken ct)
    {
        // What it has left on nodes that are away it may have back.
        await session.ExecuteAsync(
            "DELETE FROM host_ports WHERE owner_id = $1 AND is_left AND protocol = $2 AND ports @> $3",
            ct, Parameter.Of(service), Parameter.Of(EnumText<TransportProtocol>.ToText(port.Protocol)), Parameter.Of(port.Number));
        foreach (var family in addresses.Select(address => address.AddressFamily))
            await session.ExecuteAsync(
                """
                INSERT INTO host_ports (node_id, protocol, address, ports, owner_kind, owner_id)
                SELECT id, $1, $2, int4range($3, $3, '[]'), 'service', $4 FROM nodes
                """,
                ct,
                Parameter.Of(EnumText<TransportProtocol>.ToText(port.Protocol)),
                HostPorts.Of(family == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any),
                Parameter.Of(port.Number),
                Parameter.Of(service));
    }

    /// <summary>Says who has one of the wanted ports.</summary>
    public static async Task<Problem> ExplainAsync(Session session, ServiceSpec spec, CancellationToken ct)
    {
        var wanted = spec.Ports.Select((port, index) => (port.Protocol, port.NodePort, Field: $"ports[{index}].nodePort"))
            .Append((TransportProtocol.Tcp, spec.HealthCheckNodePort, "healthCheckNodePort"));
        var own = await session.ScalarAsync<Guid?>(
            "SELECT id FROM services WHERE project_id = $1 AND name = $2 AND deleted_revision IS NULL", ct, Parameter.Of(session.Caller.Project), Parameter.Of(spec.Name));
        foreach (var (protocol, nodePort, field) in wanted)
            if (nodePort is { } number && await PortHolder.FindAsync(session, new WantedPorts(protocol, number, number, Except: own), ct) is { } holder)
            {
                var where = $"{EnumText<TransportProtocol>.ToText(protocol).ToUpperInvariant()} port {number} of node '{holder.Node}'";
                return Problem.Conflict("portTaken", $"{where} is {holder.Text}: choose another, or leave nodePort out.", holder.Culprits).At(field);
            }
        return Problem.Conflict("portTaken", "A node port was taken just now: choose another, or leave nodePort out.").At("ports");
    }

    private static Task<int> NextAsync(Session session, TransportProtocol protocol, CancellationToken ct) => session.ScalarAsync<int>(
        """
        SELECT coalesce((SELECT p FROM generate_series($1, $2) p
            WHERE NOT EXISTS (SELECT 1 FROM host_ports WHERE protocol = $3 AND ports @> p) ORDER BY p LIMIT 1), 0)
        """,
        ct, Parameter.Of(First), Parameter.Of(Last), Parameter.Of(EnumText<TransportProtocol>.ToText(protocol)));
}
