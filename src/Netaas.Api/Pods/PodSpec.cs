using System.Net;
using Netaas.Api.Http;
using Netaas.Api.Resources;
using Netaas.Core;
using Netaas.Core.Addressing;
using Netaas.Core.Naming;
using Netaas.Core.View;

namespace Netaas.Api.Pods;

/// <summary>A pod as it was asked for. Null: to be chosen.</summary>
internal sealed record PodSpec(
    string Name,
    Labels Labels,
    string Network,
    string Node,
    PodMode Mode,
    EquatableList<PodPort> Ports,
    EquatableList<IPAddress>? Addresses,
    MacAddress? Mac,
    string? NetnsPath) : ISpec
{
    /// <summary>The network of pods that name none.</summary>
    public const string DefaultNetwork = "default";

    public static PodSpec Read(FieldReader body)
    {
        body.Ignore("origin", "attachmentId");
        var spec = new PodSpec(
            body.Name("name") ?? "",
            body.Labels("labels"),
            body.Reference("network") ?? DefaultNetwork,
            body.Reference("node") ?? "",
            body.Choice<PodMode>("mode") ?? PodMode.Network,
            body.Objects("ports", ReadPort) ?? [],
            body.Addresses("addresses")?.OrderBy(address => address.AddressFamily).ToEquatableList(),
            body.Mac("mac"),
            body.Text("netnsPath", 4096));
        spec.Check(body);
        return spec;
    }

    private static PodPort ReadPort(FieldReader port)
    {
        var number = port.Integer("port", 1, 65_535);
        if (number is null && !port.Has("port"))
            port.Refuse("port", "required", "Give the port's number.");
        return new PodPort(port.Name("name"), number ?? 0, port.Choice<TransportProtocol>("protocol") ?? TransportProtocol.Tcp);
    }

    private void Check(FieldReader body)
    {
        if (!body.Has("name"))
            body.Refuse("name", "required", "Give the pod a name.");
        if (!body.Has("node"))
            body.Refuse("node", "required", "Say on which node the pod is.");
        if (Mode != PodMode.Network)
            body.Refuse("mode", "notSupported", "Only the mode network is supported so far.");
        if (Addresses is { } addresses)
            for (var i = 1; i < addresses.Count; i++)
                if (addresses.Take(i).Any(other => other.AddressFamily == addresses[i].AddressFamily))
                    body.Refuse($"addresses[{i}]", "duplicateFamily", "Give at most one address per family.");
        for (var i = 0; i < Ports.Count; i++)
            if (Ports.Take(i).Any(other => other.Port == Ports[i].Port && other.Protocol == Ports[i].Protocol))
                body.Refuse($"ports[{i}]", "duplicate", "This port is listed twice.");
            else if (Ports[i].Name is { } name && Ports.Take(i).Any(other => other.Name == name))
                body.Refuse($"ports[{i}].name", "duplicate", "Two ports have this name.");
        if (NetnsPath is { } path && !IsAbsolutePath(path))
            body.Refuse("netnsPath", "invalid", "Give an absolute path without '..', such as /run/netns/web.");
    }

    private static bool IsAbsolutePath(string path) =>
        path.StartsWith('/') && !path.Any(char.IsControl) && !path.Split('/').Contains("..") && !ResourceName.IsValid(path);
}
