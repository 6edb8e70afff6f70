using System.Net;
using Microsoft.EntityFrameworkCore;
using Netaas.Api.Data;
using Netaas.Api.Outbox;
using Netaas.Core;
using Netaas.Core.Naming;
using Netaas.Core.View;
using Npgsql;

namespace Netaas.Api.Services;

/// <summary>Which pods are behind which services: those of the service's network with all labels of its selector.</summary>
internal static class Endpoints
{
    /// <summary>Kind of the log's lines that tell of services whose pods became ready or are so no longer; nobody wrote those.</summary>
    public const string Readiness = "readiness";

    private const string Touch = """
        WITH behind AS MATERIALIZED (
            SELECT DISTINCT hit FROM (
                SELECT of_pod.network_id, labels FROM pods CROSS JOIN LATERAL networks_of(id) AS of_pod (network_id) WHERE id = ANY ($1)
                UNION ALL
                SELECT i.network_id, c.before -> 'labels' FROM changes c JOIN pod_interfaces i ON i.pod_id = c.resource_id
                WHERE c.revision = ANY ($2) AND c.before IS NOT NULL
                UNION ALL
                SELECT n.id, c.before -> 'labels' FROM changes c
                JOIN networks n ON n.project_id = c.project_id AND n.name = c.before ->> 'network' WHERE c.revision = ANY ($2)) pod
            CROSS JOIN LATERAL services_of(pod.network_id, pod.labels) hit),
        number AS MATERIALIZED (SELECT next_revision() AS revision WHERE EXISTS (SELECT 1 FROM behind))
        UPDATE services s SET endpoints_revision = number.revision FROM behind, number WHERE s.id = behind.hit
        RETURNING s.id
        """;

    private const string Told = "SELECT id FROM services WHERE endpoints_revision = ANY ($1)";

    /// <summary>
    /// Gives the services a new revision whose pods are among the changes, as they are now or as they were: nodes take an item
    /// only in the place of an older one. A pod that was just created is no endpoint before its node has verified it.
    /// </summary>
    /// <returns>The services, and those whose pods' readiness is among the changes.</returns>
    public static async Task<IReadOnlyList<Guid>> TouchAsync(NpgsqlConnection connection, IReadOnlyList<LoggedChange> changes, CancellationToken ct)
    {
        var services = new List<Guid>();
        var told = changes.Where(change => change.Kind == Readiness).Select(change => change.Revision).ToArray();
        if (told.Length > 0)
            services.AddRange(await ReadAsync(connection, Told, ct, Parameter.Of(told)));
        var pods = changes.Where(change => change is { Kind: "pod", Action: not "create" }).ToList();
        if (pods.Count > 0)
            services.AddRange(await ReadAsync(
                connection,
                Touch,
                ct,
                Parameter.Of(pods.Select(change => change.Resource).Distinct().ToArray()),
                Parameter.Of(pods.Select(change => change.Revision).ToArray())));
        return services;
    }

    /// <summary>Services as nodes see them.</summary>
    public static async Task<IReadOnlyList<ServiceItem>> ItemsAsync(Db db, IReadOnlyList<ServiceRow> services, CancellationToken ct)
    {
        if (services.Count == 0)
            return [];
        var pods = await LoadAsync(db, [.. services.Where(service => service.BackendsJson is null && service.ExternalName is null).Select(service => service.Id)], ct);
        return [.. services.Select(service => ToItem(service, [.. pods[service.Id]]))];
    }

    /// <summary>The pods of services by service, in the order of their ids. The database's clock says when a time is over: it is the same for all who ask.</summary>
    public static async Task<ILookup<Guid, BackingPod>> LoadAsync(Db db, IReadOnlyCollection<Guid> services, CancellationToken ct)
    {
        var first =
            from service in db.Services
            join pod in db.Pods on (Guid?)service.NetworkId equals pod.NetworkId
            select new Standing { Service = service, Pod = pod, Addresses = pod.Addresses };
        var further =
            from service in db.Services
            join link in db.PodInterfaces on service.NetworkId equals link.NetworkId
            join pod in db.Pods on link.PodId equals pod.Id
            select new Standing { Service = service, Pod = pod, Addresses = link.Addresses };
        var pods = await LoadAsync(db, first, services, ct);
        pods.AddRange(await LoadAsync(db, further, services, ct));
        return pods.OrderBy(it => it.Pod.Pod.Id).ToLookup(it => it.Service, it => it.Pod);
    }

    private static async Task<List<(Guid Service, BackingPod Pod)>> LoadAsync(
        Db db, IQueryable<Standing> standing, IReadOnlyCollection<Guid> services, CancellationToken ct)
    {
        var pairs = await (
            from it in standing
            join seen in db.PodReadiness on it.Pod.Id equals seen.PodId into readiness
            from seen in readiness.DefaultIfEmpty()
            join found in db.EndpointHealth on new { ServiceId = it.Service.Id, PodId = it.Pod.Id } equals new { found.ServiceId, found.PodId } into health
            from found in health.DefaultIfEmpty()
            where services.Contains(it.Service.Id) && it.Service.BackendsJson == null && it.Service.ExternalName == null
                && it.Pod.DeletedRevision == null && it.Pod.LabelsJson != "{}" && EF.Functions.JsonContains(it.Pod.LabelsJson, it.Service.SelectorJson)
            select new
            {
                it.Service.Id,
                it.Pod,
                it.Addresses,
                Readiness = seen,
                Health = found,
                IsChecked = it.Service.HealthCheckJson != null,
                IsGraceOver = it.Pod.DrainedAt <= DateTime.UtcNow.AddSeconds(-it.Service.TerminationGraceSeconds),
            }).ToListAsync(ct);
        return pairs.ConvertAll(pair => (pair.Id, new BackingPod(pair.Pod, pair.Addresses, pair.Readiness, pair.Health, pair.IsChecked, pair.IsGraceOver)));
    }

    private static ServiceItem ToItem(ServiceRow service, IReadOnlyList<BackingPod> pods) => new(
        Math.Max(service.Revision, service.EndpointsRevision),
        new ServiceId(service.Id),
        service.Name,
        new NetworkId(service.NetworkId),
        service.ClusterIps.ToEquatableList(),
        PortsOf(service).Select(port => new ServicePortItem(
            port.Protocol,
            (ushort)port.Port,
            (service.ReadBackends()?.Select(backend => ToItem(port, backend)) ?? pods.SelectMany(pod => ToItems(port, pod))).ToEquatableList())
        {
            NodePort = (ushort?)port.NodePort,
            Name = port.Name,
        }).ToEquatableList())
    {
        AffinityTimeoutSeconds = service.SessionAffinity == SessionAffinity.ClientIp ? service.SessionAffinityTimeoutSeconds : null,
        InternalTrafficPolicy = service.InternalTrafficPolicy,
        ExternalTrafficPolicy = service.ExternalTrafficPolicy,
        PreferSameZone = service.PreferSameZone,
        HealthCheck = service.ReadHealthCheck(),
        NamedAddresses = service.Type != ServiceType.Headless ? []
            : (service.ReadBackends()?.Select(backend => backend.Address) ?? pods.Where(pod => pod.State == EndpointState.Ready).SelectMany(pod => pod.Addresses)).ToEquatableList(),
        ExternalName = service.ExternalName,
        LoadBalancerIps = service.LoadBalancerIps.ToEquatableList(),
        LoadBalancerSourceRanges = service.LoadBalancerSourceRanges.ToEquatableList(),
        HealthPort = (ushort?)service.HealthCheckNodePort,
    };

    /// <summary>Of names alone, without a port: one of number 0, so that nodes know where its endpoints stand and look at their own.</summary>
    private static EquatableList<ServicePort> PortsOf(ServiceRow service) => service.ReadPorts() is var ports && service.Type == ServiceType.Headless && ports.Count == 0
        ? [new ServicePort(null, TransportProtocol.Tcp, 0, null, null)]
        : ports;

    private static EndpointItem ToItem(ServicePort port, Backend backend) =>
        new(backend.Address, (ushort)(backend.Port ?? port.TargetPort ?? port.Port), null) { Weight = (ushort)backend.Weight };

    private static IEnumerable<EndpointItem> ToItems(ServicePort port, BackingPod pod) =>
        pod.State is { } state && pod.TargetOf(port) is { } target
            ? pod.Addresses.Select(address => new EndpointItem(address, (ushort)target, new NodeId(pod.Pod.NodeId)) { State = state, Weight = (ushort)pod.Pod.Weight })
            : [];

    private static async Task<List<Guid>> ReadAsync(NpgsqlConnection connection, string sql, CancellationToken ct, params NpgsqlParameter[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var services = new List<Guid>();
        while (await reader.ReadAsync(ct))
            services.Add(reader.GetGuid(0));
        return services;
    }

    /// <summary>A pod in the network of a service.</summary>
    private sealed class Standing
    {
        public required ServiceRow Service { get; init; }
        public required PodRow Pod { get; init; }
        public required IPAddress[] Addresses { get; init; }
    }
}
