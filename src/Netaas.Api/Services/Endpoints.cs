using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Netaas.Api.Data;
using Netaas.Api.Outbox;
using Netaas.Core;
using Netaas.Core.Json;
using Netaas.Core.Naming;
using Netaas.Core.View;
using Npgsql;

namespace Netaas.Api.Services;

/// <summary>Which pods are behind which services: those of the service's network with all labels of its selector.</summary>
internal static class Endpoints
{
    private const string Touch = """
        UPDATE services s SET endpoints_revision = $3 WHERE s.deleted_revision IS NULL AND EXISTS (
            SELECT 1 FROM (
                SELECT network_id, labels FROM pods WHERE id = ANY ($1)
                UNION ALL
                SELECT n.id, c.before -> 'labels' FROM changes c
                JOIN networks n ON n.project_id = c.project_id AND n.name = c.before ->> 'network' WHERE c.revision = ANY ($2)) pod
            WHERE pod.network_id = s.network_id AND pod.labels @> s.selector)
        RETURNING s.id
        """;

    /// <summary>
    /// Gives the services a new revision whose pods are among the changes, as they are now or as they were: nodes take an item
    /// only in the place of an older one.
    /// </summary>
    /// <returns>The services.</returns>
    public static async Task<IReadOnlyList<Guid>> TouchAsync(NpgsqlConnection connection, IReadOnlyList<LoggedChange> changes, CancellationToken ct)
    {
        var pods = changes.Where(change => change.Kind == "pod").ToList();
        if (pods.Count == 0)
            return [];
        await using var command = new NpgsqlCommand(Touch, connection);
        command.Parameters.Add(Parameter.Of(pods.Select(change => change.Resource).Distinct().ToArray()));
        command.Parameters.Add(Parameter.Of(pods.Where(change => change.Action != "create").Select(change => change.Revision).ToArray()));
        command.Parameters.Add(Parameter.Of(changes[^1].Revision));
        await using var reader = await command.ExecuteReaderAsync(ct);
        var services = new List<Guid>();
        while (await reader.ReadAsync(ct))
            services.Add(reader.GetGuid(0));
        return services;
    }

    /// <summary>Services as nodes see them.</summary>
    public static async Task<IReadOnlyList<ServiceItem>> ItemsAsync(Db db, IReadOnlyList<ServiceRow> services, CancellationToken ct)
    {
        if (services.Count == 0)
            return [];
        var pods = await LoadAsync(db, [.. services.Select(service => service.Id)], ct);
        return [.. services.Select(service => ToItem(service, pods[service.Id]))];
    }

    /// <summary>The pods of services by service, in the order of their ids.</summary>
    public static async Task<ILookup<Guid, PodRow>> LoadAsync(Db db, IReadOnlyCollection<Guid> services, CancellationToken ct)
    {
        var pairs = await (
            from service in db.Services
            join pod in db.Pods on (Guid?)service.NetworkId equals pod.NetworkId
            where services.Contains(service.Id) && pod.DeletedRevision == null && EF.Functions.JsonContains(pod.LabelsJson, service.SelectorJson)
            orderby pod.Id
            select new { service.Id, Pod = pod }).ToListAsync(ct);
        return pairs.ToLookup(pair => pair.Id, pair => pair.Pod);
    }

    /// <summary>The pod's port that a service's port leads to; null where the pod has none of the name.</summary>
    public static int? TargetOf(ServicePort port, PodRow pod) => port.TargetPortName is not { } name
        ? port.TargetPort ?? port.Port
        : JsonSerializer.Deserialize<EquatableList<Pods.PodPort>>(pod.PortsJson, NetaasJson.Options)
            .FirstOrDefault(declared => declared.Name == name && declared.Protocol == port.Protocol)?.Port;

    private static ServiceItem ToItem(ServiceRow service, IEnumerable<PodRow> pods) => new(
        Math.Max(service.Revision, service.EndpointsRevision),
        new ServiceId(service.Id),
        service.Name,
        new NetworkId(service.NetworkId),
        service.ClusterIps.ToEquatableList(),
        service.ReadPorts().Select(port => new ServicePortItem(
            port.Protocol,
            (ushort)port.Port,
            pods.SelectMany(pod => TargetOf(port, pod) is { } target
                ? pod.Addresses.Select(address => new EndpointItem(address, (ushort)target, new NodeId(pod.NodeId)))
                : []).ToEquatableList())).ToEquatableList());
}
