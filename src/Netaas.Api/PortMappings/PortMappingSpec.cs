using System.Net;
using System.Text.Json.Serialization;
using Netaas.Api.Http;
using Netaas.Api.Resources;
using Netaas.Core;
using Netaas.Core.View;

namespace Netaas.Api.PortMappings;

/// <summary>A port mapping as it was asked for.</summary>
/// <param name="Nodes">Null for every node; else references, sorted.</param>
/// <param name="HostPort">Null: the next free one.</param>
/// <param name="HostPortEnd">Null where it is one port only.</param>
/// <param name="Pod">Null where it leads to a service.</param>
/// <param name="TargetPort">Of the pod. Null: the same as the host port, or none, as it leads to a service.</param>
internal sealed record PortMappingSpec(
    string Name,
    Labels Labels,
    EquatableList<string>? Nodes,
    IPAddress HostAddress,
    int? HostPort,
    int? HostPortEnd,
    TransportProtocol Protocol,
    string? Pod,
    int? TargetPort) : ISpec
{
    /// <summary>Null where it leads to a pod.</summary>
    public string? Service { get; init; }

    /// <summary>Of the service. Null: the same as the host port.</summary>
    public int? ServicePort { get; init; }

    /// <summary>Where it began at a node, the id that it has there; null for a new one.</summary>
    [JsonIgnore]
    public Guid? Id { get; init; }

    /// <summary>Each port of a range is an element of the node's map: a bound on what one request may make of it.</summary>
    private const int MaxRange = 1024;

    /// <summary>Ports given to who names none: below the node ports of services and below what nodes use for connections of their own.</summary>
    public const int FirstGivenPort = 20_000;

    public const int LastGivenPort = 29_999;

    public static PortMappingSpec Read(FieldReader body)
    {
        var hostPort = body.Integer("hostPort", 1, 65_535);
        var hostPortEnd = body.Integer("hostPortEnd", 1, 65_535);
        var service = body.Reference("service");
        var targetPort = body.Integer("targetPort", 1, 65_535);
        var servicePort = body.Integer("servicePort", 1, 65_535);
        var spec = new PortMappingSpec(
            body.Name("name") ?? "",
            body.Labels("labels"),
            body.References("nodes")?.Distinct().Order(StringComparer.Ordinal).ToEquatableList(),
            body.Address("hostAddress") ?? IPAddress.Any,
            hostPort,
            hostPortEnd == hostPort ? null : hostPortEnd,
            body.Choice<TransportProtocol>("protocol") ?? TransportProtocol.Tcp,
            body.Reference("pod"),
            service is null ? targetPort ?? hostPort : null)
        {
            Service = service,
            ServicePort = service is null ? null : servicePort ?? hostPort,
        };
        spec.Check(body);
        return spec;
    }

    private void Check(FieldReader body)
    {
        if (!body.Has("name"))
            body.Refuse("name", "required", "Give the port mapping a name.");
        if (body.Has("pod") == body.Has("service"))
            body.Refuse("pod", body.Has("pod") ? "mismatch" : "required", "Say which pod is published, or which service.");
        if (Nodes is { Count: 0 })
            body.Refuse("nodes", "empty", "Name at least one node, or leave the field out for every node.");
        if (body.Has("service"))
            CheckService(body);
        else if (!body.Has("targetPort") && !body.Has("hostPort"))
            body.Refuse("targetPort", "required", "Give the pod's port.");
        if (body.Has("servicePort") && !body.Has("service"))
            body.Refuse("servicePort", "mismatch", "A pod has no service port: give targetPort.");
        if (HostPortEnd is { } end)
            CheckRange(body, end);
        if (IPAddress.IsLoopback(HostAddress))
            body.Refuse("hostAddress", "loopback", "A loopback address can't be published: use 0.0.0.0 or an address of the node.");
    }

    private void CheckService(FieldReader body)
    {
        if (!body.Has("servicePort") && !body.Has("hostPort"))
            body.Refuse("servicePort", "required", "Give the service's port.");
        if (body.Has("targetPort"))
            body.Refuse("targetPort", "mismatch", "The service says which port of its pods it leads to: give servicePort.");
        if (HostPortEnd is not null)
            body.Refuse("hostPortEnd", "mismatch", "A service is published one port at a time: leave hostPortEnd out.");
        if (!HostAddress.Equals(IPAddress.Any) && !HostAddress.Equals(IPAddress.IPv6Any))
            body.Refuse("hostAddress", "mismatch", "A service is published on all addresses of a node: leave hostAddress out, or give 0.0.0.0 or ::.");
    }

    private void CheckRange(FieldReader body, int end)
    {
        if (HostPort is not { } start)
            body.Refuse("hostPort", "required", "A range needs its first port.");
        else if (end < start)
            body.Refuse("hostPortEnd", "outOfRange", $"The range ends before it begins: give a port from {start} on.");
        else if (end - start >= MaxRange)
            body.Refuse("hostPortEnd", "outOfRange", $"A range holds at most {MaxRange} ports.");
        else if ((TargetPort ?? start) + (end - start) > 65_535)
            body.Refuse("targetPort", "outOfRange", "The range of target ports would end above 65535.");
    }
}
