using System.Net;
using Netaas.Core.Naming;
using Netaas.Core.View;

namespace Netaas.Agent.Health;

/// <summary>An endpoint of this node that is looked at.</summary>
internal sealed record HealthTarget(ServiceId Service, IPEndPoint Address, HealthCheck Check)
{
    /// <summary>Those of a service, one for each of its pods: the first address tells of all.</summary>
    public static IEnumerable<HealthTarget> Of(ServiceItem service, NodeId node)
    {
        if (service.HealthCheck is not { Type: not HealthCheckType.None } check)
            yield break;
        var seen = new HashSet<IPAddress>();
        foreach (var port in service.Ports.Where(port => port.Protocol == TransportProtocol.Tcp || check.Port is not null))
            foreach (var endpoint in port.Endpoints)
                if (endpoint.Node == node && endpoint.State != EndpointState.Draining && seen.Add(endpoint.Address))
                    yield return new HealthTarget(service.Id, new IPEndPoint(endpoint.Address, check.Port ?? endpoint.Port), check);
    }
}
