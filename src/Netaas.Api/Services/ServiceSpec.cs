using System.Net;
using Netaas.Api.Http;
using Netaas.Api.Pods;
using Netaas.Api.Resources;
using Netaas.Core;
using Netaas.Core.View;

namespace Netaas.Api.Services;

/// <summary>A service as it was asked for.</summary>
/// <param name="Selector">Labels that all of its pods have.</param>
/// <param name="ClusterIps">Null: the next free one of each service CIDR of the network.</param>
internal sealed record ServiceSpec(
    string Name,
    Labels Labels,
    string Network,
    ServiceType Type,
    Labels Selector,
    EquatableList<ServicePort> Ports,
    EquatableList<IPAddress>? ClusterIps) : ISpec
{
    private const int DefaultGrace = 30;

    private const int LongestGrace = 86_400;

    /// <summary>How long a drained pod keeps the connections that it has.</summary>
    public int TerminationGraceSeconds { get; init; } = DefaultGrace;

    /// <summary>Each port is elements on every node: a bound on what one request may make of it.</summary>
    private const int MaxPorts = 64;

    public static ServiceSpec Read(FieldReader body)
    {
        var spec = new ServiceSpec(
            body.Name("name") ?? "",
            body.Labels("labels"),
            body.Reference("network") ?? PodSpec.DefaultNetwork,
            body.Choice<ServiceType>("type") ?? ServiceType.ClusterIp,
            body.Labels("selector"),
            body.Objects("ports", ReadPort) ?? [],
            body.Addresses("clusterIps")?.OrderBy(address => address.AddressFamily).ToEquatableList())
        {
            TerminationGraceSeconds = body.Integer("terminationGraceSeconds", 0, LongestGrace) ?? DefaultGrace,
        };
        spec.Check(body);
        return spec;
    }

    private static ServicePort ReadPort(FieldReader port)
    {
        var number = port.Integer("port", 1, 65_535);
        if (number is null && !port.Has("port"))
            port.Refuse("port", "required", "Give the service's port.");
        var name = port.Name("targetPortName");
        var target = port.Integer("targetPort", 1, 65_535);
        if (name is not null && target is not null)
            port.Refuse("targetPortName", "mismatch", "Give either the pods' port or its name.");
        return new ServicePort(
            port.Name("name"), port.Choice<TransportProtocol>("protocol") ?? TransportProtocol.Tcp, number ?? 0, name is null ? target ?? number : null, name);
    }

    private void Check(FieldReader body)
    {
        if (!body.Has("name"))
            body.Refuse("name", "required", "Give the service a name.");
        if (Selector.Pairs.Count == 0)
            body.Refuse("selector", "required", "Give at least one label that the service's pods have.");
        if (Ports.Count is 0 or > MaxPorts)
            body.Refuse("ports", "count", $"Give 1 to {MaxPorts} ports.");
        for (var i = 0; i < Ports.Count; i++)
            if (Ports.Take(i).Any(other => other.Port == Ports[i].Port && other.Protocol == Ports[i].Protocol))
                body.Refuse($"ports[{i}]", "duplicate", "This port is listed twice.");
            else if (Ports[i].Name is { } name && Ports.Take(i).Any(other => other.Name == name))
                body.Refuse($"ports[{i}].name", "duplicate", "Two ports have this name.");
        if (ClusterIps is { } addresses)
            for (var i = 1; i < addresses.Count; i++)
                if (addresses[i].AddressFamily == addresses[i - 1].AddressFamily)
                    body.Refuse($"clusterIps[{i}]", "duplicateFamily", "Give at most one address per family.");
    }
}
