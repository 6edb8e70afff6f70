using System.Net;
using System.Text.RegularExpressions;
using Netaas.Api.Http;
using Netaas.Core.Addressing;
using Netaas.Core.View;

namespace Netaas.Api.Services;

/// <summary>What holds of every service by itself, whatever else is recorded.</summary>
internal static partial class ServiceRules
{
    /// <summary>Each port is elements on every node: a bound on what one request may make of it.</summary>
    private const int MaxPorts = 64;

    private const int MaxBackends = 1000;

    /// <summary>Ranges cost the kernel more than single addresses, and more the more there are.</summary>
    private const int MaxRanges = 64;

    public static void Check(ServiceSpec spec, FieldReader body)
    {
        if (!body.Has("name"))
            body.Refuse("name", "required", "Give the service a name.");
        if (spec.Type == ServiceType.ExternalName)
        {
            CheckName(spec, body);
            return;
        }
        if (spec.ExternalName is not null)
            body.Refuse("externalName", "mismatch", "Only services of type externalName are a name for another: leave the field out.");
        if (spec.HealthCheck is { Port: null } && spec.Ports.All(port => port.Protocol == TransportProtocol.Udp))
            body.Refuse("healthCheck.port", "required", "The service has no TCP port: say which port of its pods is looked at.");
        CheckBehind(spec, body);
        CheckPorts(spec, body);
        CheckAddresses(spec, body);
        CheckLoadBalancer(spec, body);
    }

    private static void CheckName(ServiceSpec spec, FieldReader body)
    {
        if (spec.ExternalName is null && !body.Has("externalName"))
            body.Refuse("externalName", "required", "Give the name that the service stands for.");
        else if (spec.ExternalName is { } name && !DomainName().IsMatch(name))
            body.Refuse("externalName", "invalidName", "Give a domain name such as db.example.org.");
        foreach (var (field, isGiven) in FieldsBesideName(spec))
            if (isGiven)
                body.Refuse(field, "mismatch", "A service of type externalName is a name alone: leave the field out.");
    }

    /// <summary>What is empty is as good as left out: an answer has it so, and comes back as it was read.</summary>
    private static IEnumerable<(string Field, bool IsGiven)> FieldsBesideName(ServiceSpec spec) =>
    [
        ("selector", spec.Selector.Pairs.Count > 0),
        ("backends", spec.Backends is { Count: > 0 }),
        ("ports", spec.Ports.Count > 0),
        ("clusterIps", spec.ClusterIps is { Count: > 0 }),
        ("loadBalancerIps", spec.LoadBalancerIps is { Count: > 0 }),
        ("loadBalancerSourceRanges", spec.LoadBalancerSourceRanges.Count > 0),
        ("healthCheckNodePort", spec.HealthCheckNodePort is not null),
    ];

    private static void CheckBehind(ServiceSpec spec, FieldReader body)
    {
        if (spec.Backends is null && spec.Selector.Pairs.Count == 0)
            body.Refuse("selector", "required", "Give at least one label that the service's pods have, or backends.");
        if (spec.Backends is not { } backends)
            return;
        if (spec.Selector.Pairs.Count > 0)
            body.Refuse("backends", "mismatch", "Give either a selector or backends.");
        if (spec.HealthCheck is not null)
            body.Refuse("healthCheck", "mismatch", "The agents of pods' nodes look at pods; nobody looks at given addresses: leave the field out.");
        if (backends.Count > MaxBackends)
            body.Refuse("backends", "count", $"Give at most {MaxBackends} backends.");
        for (var i = 0; i < backends.Count; i++)
            if (IsNobodys(backends[i].Address))
                body.Refuse($"backends[{i}].address", "unusable", $"Nobody can be reached at {backends[i].Address}: give the address of one host.");
            else if (backends.Take(i).Any(other => other.Address.Equals(backends[i].Address) && other.Port == backends[i].Port))
                body.Refuse($"backends[{i}]", "duplicate", "This backend is listed twice.");
    }

    private static void CheckPorts(ServiceSpec spec, FieldReader body)
    {
        var ports = spec.Ports;
        if (ports.Count > MaxPorts || (ports.Count == 0 && spec.HasAddresses))
            body.Refuse("ports", "count", $"Give 1 to {MaxPorts} ports.");
        for (var i = 0; i < ports.Count; i++)
        {
            if (ports.Take(i).Any(other => other.Port == ports[i].Port && other.Protocol == ports[i].Protocol))
                body.Refuse($"ports[{i}]", "duplicate", "This port is listed twice.");
            else if (ports[i].Name is { } name && ports.Take(i).Any(other => other.Name == name))
                body.Refuse($"ports[{i}].name", "duplicate", "Two ports have this name.");
            if (ports[i].TargetPortName is not null && spec.Backends is not null)
                body.Refuse($"ports[{i}].targetPortName", "mismatch", "Backends have no named ports: give targetPort.");
            if (ports[i].NodePort is not { } nodePort)
                continue;
            if (!spec.HasNodePorts)
                body.Refuse($"ports[{i}].nodePort", "mismatch", "Only services of type nodePort or loadBalancer are reached at the nodes' ports: leave the field out.");
            else if (ports.Take(i).Any(other => other.NodePort == nodePort && other.Protocol == ports[i].Protocol))
                body.Refuse($"ports[{i}].nodePort", "duplicate", "This node port is listed twice.");
        }
    }

    private static void CheckAddresses(ServiceSpec spec, FieldReader body)
    {
        if (spec.ClusterIps is not { } addresses)
            return;
        if (addresses.Count > 0 && !spec.HasAddresses)
            body.Refuse("clusterIps", "mismatch", "A headless service has no address of its own: leave the field out.");
        for (var i = 1; i < addresses.Count; i++)
            if (addresses[i].AddressFamily == addresses[i - 1].AddressFamily)
                body.Refuse($"clusterIps[{i}]", "duplicateFamily", "Give at most one address per family.");
    }

    private static void CheckLoadBalancer(ServiceSpec spec, FieldReader body)
    {
        if (spec.Type != ServiceType.LoadBalancer)
        {
            foreach (var (field, isGiven) in new[] { ("loadBalancerIps", spec.LoadBalancerIps is { Count: > 0 }), ("loadBalancerSourceRanges", spec.LoadBalancerSourceRanges.Count > 0) })
                if (isGiven)
                    body.Refuse(field, "mismatch", "Only services of type loadBalancer have load-balancer addresses: leave the field out.");
        }
        else if (spec.LoadBalancerIps is { } addresses)
        {
            if (addresses.Count == 0)
                body.Refuse("loadBalancerIps", "count", "Give one address or two, or leave the field out.");
            for (var i = 1; i < addresses.Count; i++)
                if (addresses[i].AddressFamily == addresses[i - 1].AddressFamily)
                    body.Refuse($"loadBalancerIps[{i}]", "duplicateFamily", "Give at most one address per family.");
        }
        if (spec.LoadBalancerSourceRanges.Count > MaxRanges)
            body.Refuse("loadBalancerSourceRanges", "count", $"Give at most {MaxRanges} ranges.");
        for (var i = 0; i < spec.LoadBalancerSourceRanges.Count; i++)
            if (spec.LoadBalancerSourceRanges.Take(i).Any(other => other.Overlaps(spec.LoadBalancerSourceRanges[i])))
                body.Refuse($"loadBalancerSourceRanges[{i}]", "duplicate", "This range overlaps one before it: leave the smaller one out.");
        if (spec.HealthCheckNodePort is not { } port)
            return;
        if (!spec.HasHealthPort)
            body.Refuse("healthCheckNodePort", "mismatch", "Nodes differ only for services of type loadBalancer with externalTrafficPolicy local: leave the field out.");
        else if (spec.Ports.Any(other => other.NodePort == port && other.Protocol == TransportProtocol.Tcp))
            body.Refuse("healthCheckNodePort", "duplicate", "This is the node port of one of the service's own ports.");
    }

    private static bool IsNobodys(IPAddress address) =>
        IPAddress.IsLoopback(address) || address.IsIPv6LinkLocal || address.IsIPv6Multicast || address.Equals(IPAddress.IPv6Any)
            || (address.GetAddressBytes() is [var first, _, _, _] && first is 0 or >= 224);

    [GeneratedRegex(@"^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\z", RegexOptions.IgnoreCase)]
    private static partial Regex DomainName();
}
