using System.Net;
using System.Text.Json.Serialization;
using Netaas.Api.Data;
using Netaas.Api.Http;
using Netaas.Api.Resources;
using Netaas.Core;
using Netaas.Core.Addressing;
using Netaas.Core.Naming;
using Netaas.Core.View;

namespace Netaas.Api.Pods;

/// <summary>A pod as it was asked for. Null: to be chosen.</summary>
/// <param name="Network">Empty for the modes that have no network of their own.</param>
internal sealed record PodSpec(
    string Name,
    Labels Labels,
    [property: JsonIgnore] string Network,
    string Node,
    PodMode Mode,
    EquatableList<PodPort> Ports,
    EquatableList<IPAddress>? Addresses,
    MacAddress? Mac,
    string? NetnsPath) : ISpec
{
    /// <summary>The pod whose namespace it lives in; null but for <see cref="PodMode.Shared"/>.</summary>
    public string? SharedWith { get; init; }

    /// <summary>Whether services send it no new connections.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Drain { get; init; }

    /// <summary>Its share of services' new connections beside other pods'; null for that of most, 1.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Weight { get; init; }

    /// <summary>All of its interfaces, the first of which <see cref="Network"/>, addresses and MAC speak of, too; null for a pod with the usual one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public EquatableList<PodInterface>? Interfaces { get; init; }

    private const int MaxWeight = 1000;

    [JsonPropertyName("network")]
    public string? RecordedNetwork => Network.Length > 0 ? Network : null;

    /// <summary>The network of pods that name none.</summary>
    public const string DefaultNetwork = "default";

    public static PodSpec Read(FieldReader body)
    {
        body.Ignore("origin", "attachmentId", "source");
        var mode = body.Choice<PodMode>("mode") ?? PodMode.Network;
        var interfaces = PodInterfaces.Read(body);
        var first = interfaces is { Count: > 0 } links ? links[0] : null;
        var spec = new PodSpec(
            body.Name("name") ?? "",
            body.Labels("labels"),
            body.Reference("network") ?? first?.Network ?? (mode == PodMode.Network ? DefaultNetwork : ""),
            body.Reference("node") ?? "",
            mode,
            body.Objects("ports", ReadPort) ?? [],
            body.Addresses("addresses")?.OrderBy(address => address.AddressFamily).ToEquatableList() ?? first?.Addresses,
            body.Mac("mac") ?? first?.Mac,
            body.Text("netnsPath", 4096))
        {
            SharedWith = body.Reference("sharedWith"),
            Interfaces = interfaces,
            Drain = body.Boolean("drain") ?? false,
            Weight = body.Integer("weight", 1, MaxWeight) is > 1 and var weight ? weight : null,
        };
        spec.Check(body);
        return spec.WithFirst();
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
        CheckMode(body);
        CheckInterfaces(body);
        CheckAddresses(body, "addresses", Addresses);
        for (var i = 0; i < Ports.Count; i++)
            if (Ports.Take(i).Any(other => other.Port == Ports[i].Port && other.Protocol == Ports[i].Protocol))
                body.Refuse($"ports[{i}]", "duplicate", "This port is listed twice.");
            else if (Ports[i].Name is { } name && Ports.Take(i).Any(other => other.Name == name))
                body.Refuse($"ports[{i}].name", "duplicate", "Two ports have this name.");
        if (NetnsPath is { } path && !IsAbsolutePath(path))
            body.Refuse("netnsPath", "invalid", "Give an absolute path without '..', such as /run/netns/web.");
    }

    private static void CheckAddresses(FieldReader body, string field, EquatableList<IPAddress>? given)
    {
        var addresses = given ?? [];
        for (var i = 1; i < addresses.Count; i++)
            if (addresses.Take(i).Any(other => other.AddressFamily == addresses[i].AddressFamily))
                body.Refuse($"{field}[{i}]", "duplicateFamily", "Give at most one address per family.");
    }

    /// <summary>What is said of the first interface in two places is one thing.</summary>
    private void CheckInterfaces(FieldReader body)
    {
        if (Interfaces is not { Count: > 0 } links)
            return;
        if (Mode != PodMode.Network)
            body.Refuse("interfaces", "mismatch", "Only pods of mode network have interfaces of their own: leave the field out.");
        if (links[0].Network.Length > 0 && Network != links[0].Network)
            body.Refuse("network", "mismatch", "The pod's network is that of its first interface: leave the field out.");
        if (links[0].Addresses is { } addresses && addresses != Addresses)
            body.Refuse("addresses", "mismatch", "The pod's addresses are those of its first interface: leave the field out.");
        if (links[0].Mac is { } mac && mac != Mac)
            body.Refuse("mac", "mismatch", "The pod's MAC address is that of its first interface: leave the field out.");
        for (var i = 1; i < links.Count; i++)
            CheckAddresses(body, $"interfaces[{i}].addresses", links[i].Addresses);
    }

    /// <summary>The first interface says what the pod's own fields do.</summary>
    public PodSpec WithFirst() => Interfaces is { Count: > 0 } links
        ? this with { Interfaces = [links[0] with { Network = Network, Addresses = Addresses, Mac = Mac }, .. links.Skip(1)] }
        : this with { Interfaces = null };

    /// <summary>A pod with nothing but the usual interface needs no list of them.</summary>
    public PodSpec WithoutUsual() => Interfaces is { Count: 1 } links && links[0].Name == PodItem.UsualInterface ? this with { Interfaces = null } : this;

    private void CheckMode(FieldReader body)
    {
        if (Mode == PodMode.Shared && SharedWith is null && !body.Has("sharedWith"))
            body.Refuse("sharedWith", "required", "Say whose namespace the pod lives in.");
        if (Mode != PodMode.Shared && SharedWith is not null)
            body.Refuse("sharedWith", "mismatch", "Only pods of mode shared live in another's namespace: leave the field out.");
        if (Mode is PodMode.Host or PodMode.Shared && NetnsPath is not null)
            body.Refuse("netnsPath", "mismatch", $"A pod of mode {EnumText<PodMode>.ToText(Mode)} has a namespace already: leave the field out.");
        if (Mode == PodMode.Network)
            return;
        if (Network.Length > 0)
            body.Refuse("network", "mismatch", "Only pods of mode network join a network: leave the field out.");
        if (Addresses is { Count: > 0 })
            body.Refuse("addresses", "mismatch", "Only pods of mode network have addresses of their own: leave the field out.");
        if (Mac is not null)
            body.Refuse("mac", "mismatch", "Only pods of mode network have a MAC address of their own: leave the field out.");
    }

    private static bool IsAbsolutePath(string path) =>
        path.StartsWith('/') && !path.Any(char.IsControl) && !path.Split('/').Contains("..") && !ResourceName.IsValid(path);
}
