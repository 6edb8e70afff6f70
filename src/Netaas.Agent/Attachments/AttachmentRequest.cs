using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Netaas.Contracts.Attachments;
using Netaas.Contracts.Local;
using Netaas.Core;
using Netaas.Core.Addressing;
using Netaas.Core.Naming;
using Netaas.Core.View;

namespace Netaas.Agent.Attachments;

/// <summary>An attach as it was asked for, parsed.</summary>
internal sealed record AttachmentRequest(LocalRequest Asked, EquatableList<IPAddress> Addresses, MacAddress? Mac, EquatableList<AttachedPort> Ports)
{
    private const int ShownOfContainer = 12;

    // The host's end is named after three letters of the pod: a name that the record has to lengthen must not change them.
    private const int ShortestName = 3;

    private static readonly Dictionary<string, TransportProtocol> s_protocols =
        Enum.GetValues<TransportProtocol>().ToDictionary(protocol => protocol.ToString(), StringComparer.OrdinalIgnoreCase);

    public string AttachmentId => LocalPod.AttachmentId(Asked.ContainerId, Asked.Interface);

    /// <param name="problem">What is wrong, for the first thing that is.</param>
    public static bool TryParse(LocalRequest asked, [NotNullWhen(true)] out AttachmentRequest? request, [NotNullWhen(false)] out string? problem)
    {
        request = null;
        problem = asked.Verb == LocalVerb.Attach ? Problem(asked) : null;
        if (problem is not null)
            return false;
        var addresses = new List<IPAddress>();
        foreach (var text in asked.Addresses)
            if (Cidr.TryParseAddress(text.Split('/')[0], out var address))
                addresses.Add(address);
            else
                problem = $"'{text}' is no address.";
        MacAddress? mac = null;
        if (asked.Mac is { Length: > 0 } given)
            if (MacAddress.TryParse(given, out var read))
                mac = read;
            else
                problem = $"'{given}' is no MAC address.";
        var ports = new List<AttachedPort>();
        foreach (var port in asked.Ports)
            if (TryParse(port, out var parsed))
                ports.Add(parsed);
            else
                problem = Unpublishable(port);
        if (problem is not null)
            return false;
        request = new AttachmentRequest(asked, addresses.ToEquatableList(), mac, ports.ToEquatableList());
        return true;
    }

    /// <summary>The ports at a pod with addresses of these families: where no address of the node was named, all of its addresses.</summary>
    public EquatableList<AttachedPort> PortsOf(IReadOnlyCollection<AddressFamily> families) => Asked.Ports.Zip(Ports)
        .SelectMany(port => port.First.HostAddress is { Length: > 0 } ? [port.Second] : families.Select(family => At(port.Second, family)))
        .ToEquatableList();

    /// <summary>The same at all addresses of a family.</summary>
    public static AttachedPort At(AttachedPort port, AddressFamily family) => port.HostAddress.AddressFamily == family ? port
        : port with { Id = new PortMappingId(Guid.CreateVersion7()), HostAddress = family == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any };

    /// <param name="others">The live pods of the same namespace.</param>
    public LocalPod Begin(NetworkId network, EquatableList<IPAddress> addresses, IReadOnlyCollection<AttachedPod> others)
    {
        var id = Guid.CreateVersion7();
        var pod = new AttachedPod(
            new PodId(id), AttachmentId, Asked.Project, NameOf(Asked), network, addresses, Mac ?? MacAddress.Derive(id, Guid.Empty), Asked.Netns ?? "")
        {
            // A runtime that does the inside by itself numbers its interfaces.
            Interface = Asked.IsHanded ? Enumerable.Range(0, others.Count + 1).Select(number => $"eth{number}").First(name => others.All(pod => pod.Interface != name)) : Asked.Interface,
            HasDefaultRoute = Asked.DefaultRoute ?? !others.Any(pod => pod.HasDefaultRoute),
            IsHanded = Asked.IsHanded,
            Labels = Asked.Labels.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new Label(pair.Key, pair.Value)).ToEquatableList(),
            Ports = Ports,
            Source = new AttachmentSource(Asked.Runtime, Asked.ContainerId, Asked.Aliases.ToEquatableList()),
        };
        return new LocalPod(pod, Asked.Configuration, LocalPodState.Begun, null, null, null);
    }

    private static string? Problem(LocalRequest asked)
    {
        if (asked.ContainerId.Length == 0)
            return "There is no container id.";
        if (!InterfaceName.IsValid(asked.Interface))
            return $"'{asked.Interface}' is no interface name.";
        if (asked.Netns is not ['/', ..])
            return $"'{asked.Netns}' is no path of a namespace.";
        return null;
    }

    public static string Unpublishable(LocalPort port) =>
        $"{port.Protocol} port {port.HostPort} of '{port.HostAddress}' to {port.TargetPort} can't be published: ports are 1 to 65535, of tcp or udp, on an address of the node and not its loopback's.";

    /// <summary>A range is parsed to its first port.</summary>
    public static bool TryParse(LocalPort port, out AttachedPort parsed)
    {
        var address = IPAddress.Any;
        var isAddress = port.HostAddress is not { Length: > 0 } text || Cidr.TryParseAddress(text, out address);
        var isReached = isAddress && !IPAddress.IsLoopback(address ?? IPAddress.Any);
        // By name alone: to Enum.TryParse a number is a value, too, whatever it stands for.
        var isProtocol = s_protocols.TryGetValue(port.Protocol, out var protocol);
        var isPort = port is { HostPort: > 0 and <= ushort.MaxValue, TargetPort: > 0 and <= ushort.MaxValue };
        parsed = new AttachedPort(
            new PortMappingId(Guid.CreateVersion7()), address ?? IPAddress.Any, protocol, (ushort)(isPort ? port.HostPort : 0), (ushort)(isPort ? port.TargetPort : 0));
        return isReached && isProtocol && isPort;
    }

    /// <summary>What a pod is called whose container has this name and id.</summary>
    public static string NameOf(string? name, string container) => NameOf(new LocalRequest(LocalVerb.Attach, "") { Name = name, ContainerId = container });

    /// <summary>A name as resources have it: what was wished for, as far as it goes, or a part of the container's id.</summary>
    private static string NameOf(LocalRequest asked)
    {
        var container = Tidy(asked.ContainerId);
        container = container[..Math.Min(container.Length, ShownOfContainer)].Trim('-');
        var name = Tidy(asked.Name ?? "");
        name = name[..Math.Min(name.Length, ResourceName.MaxLength)].Trim('-');
        if (name.Length < ShortestName)
            name = name.Length == 0 ? $"pod-{container}".TrimEnd('-') : string.Create(CultureInfo.InvariantCulture, $"{name}-{container}-pod").Replace("--", "-", StringComparison.Ordinal);
        return ResourceName.IsValid(name) ? name : $"pod-{container}".TrimEnd('-');
    }

    private static string Tidy(string text) => new string([.. text.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')]).Trim('-');
}
