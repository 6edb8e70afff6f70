using System.Net.Sockets;
using Microsoft.EntityFrameworkCore;
using Netaas.Api.Data;
using Netaas.Api.Http;
using Netaas.Api.Resources;
using Netaas.Api.Services;
using Netaas.Core.View;

namespace Netaas.Api.PortMappings;

/// <summary>Services that port mappings lead to.</summary>
internal static class ServiceTarget
{
    /// <summary>Finds the service and keeps it from being deleted until the transaction ends.</summary>
    public static async Task<ServiceRow?> ResolveAsync(Session session, PortMappingSpec spec, string reference, List<FieldProblem> problems, CancellationToken ct)
    {
        var found = await PortMappingRefusals.LiveServices(session).ByReferenceAsync(reference, ct);
        if (found is not null)
            await session.ExecuteAsync("SELECT 1 FROM services WHERE id = $1 FOR SHARE", ct, Parameter.Of(found.Id));
        // As it is now that nobody changes it any more.
        var service = found is null ? null : await PortMappingRefusals.LiveServices(session).FirstOrDefaultAsync(row => row.Id == found.Id, ct);
        if (service is null)
        {
            problems.Add(PortMappingRefusals.UnknownService(reference));
            return null;
        }
        var family = spec.HostAddress.AddressFamily;
        if (service.ClusterIps.Length == 0)
            problems.Add(new FieldProblem("service", "noAddress", $"Service '{service.Name}' is of type {EnumText<ServiceType>.ToText(service.Type)} and has no address: only services that spread connections are published."));
        else if (!service.ClusterIps.Any(address => address.AddressFamily == family))
            problems.Add(new FieldProblem("hostAddress", "family", $"Service '{service.Name}' has no {(family == AddressFamily.InterNetwork ? "IPv4" : "IPv6")} address: its network has no service CIDR of that family."));
        if (spec.ServicePort is { } port && !Has(service, spec.Protocol, port))
            problems.Add(new FieldProblem("servicePort", "unknownPort", $"Service '{service.Name}' has no {EnumText<TransportProtocol>.ToText(spec.Protocol).ToUpperInvariant()} port {port}: it has {string.Join(", ", service.ReadPorts().Select(Text))}."));
        return service;
    }

    /// <summary>The mappings that lead to a service; of some that lose their port with a change of it, which.</summary>
    public static async Task<Problem?> FindLosersAsync(Session session, ServiceRow after, CancellationToken ct)
    {
        var mappings = await Of(session, after.Id).OrderBy(row => row.Id).ToListAsync(ct);
        var losers = mappings.Where(row => !session.GivingWay.Contains(row.Id) && !Has(after, row.Protocol, row.TargetPort)).Select(row => new Culprit("port-mapping", row.Id, row.Name)).ToList();
        return losers.Count == 0 ? null : Problem.Conflict(
            "hasDependents", $"A port that the service would have no more is published by {Names(losers)}: delete or change those first.", losers);
    }

    public static async Task<Problem?> FindDependentsAsync(Session session, ServiceRow service, CancellationToken ct)
    {
        var mappings = await Of(session, service.Id).OrderBy(row => row.Id).Take(100).Select(row => new Culprit("port-mapping", row.Id, row.Name)).ToListAsync(ct);
        return mappings.Count == 0 ? null : Problem.Conflict(
            "hasDependents", $"Service '{service.Name}' is the target of {Names(mappings)}: delete those first, or repeat with ?cascade=true.", mappings);
    }

    public static IQueryable<PortMappingRow> Of(Session session, Guid service) =>
        session.Db.PortMappings.Where(row => row.ServiceId == service && row.DeletedRevision == null);

    private static bool Has(ServiceRow service, TransportProtocol protocol, int number) =>
        service.ReadPorts().Any(port => port.Port == number && port.Protocol == protocol);

    private static string Text(ServicePort port) => $"{port.Port}/{EnumText<TransportProtocol>.ToText(port.Protocol)}";

    private static string Names(List<Culprit> mappings) => string.Join(", ", mappings.Select(mapping => $"port mapping '{mapping.Name}'"));
}
