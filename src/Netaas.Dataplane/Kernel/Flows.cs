using System.Collections.Frozen;
using System.Net;
using Netaas.Core.Addressing;
using Netaas.Dataplane.Compile;
using Netaas.Dataplane.Diff;
using Netaas.Dataplane.Objects;
using Netaas.Netlink;

namespace Netaas.Dataplane.Kernel;

/// <summary>
/// Ends flows whose way is no more. Conntrack remembers where a flow's first packet was sent to; without this a port that is
/// published no longer would go on to serve whoever talked to it before, and UDP that came too early would never be served.
/// </summary>
internal static class Flows
{
    private const byte Udp = 17; // IPPROTO_UDP

    private static readonly FrozenSet<string> s_leading = RulesetSet.All.Select(set => set.Name).Where(name =>
        name.StartsWith(RulesetSet.HostPorts, StringComparison.Ordinal) || name.StartsWith(RulesetSet.AnyPorts, StringComparison.Ordinal)
        || name.Contains(RulesetSet.Flows, StringComparison.Ordinal)).ToFrozenSet();

    /// <summary>After elements were changed.</summary>
    public static void End(IReadOnlyList<Step> steps, NodeSockets node, FailureLog failures)
    {
        var ended = steps.Where(step => step.Action != StepAction.Add).SelectMany(step => Of(step.Found)).ToHashSet();
        if (ended.Count > 0)
            ended.ExceptWith(steps.Where(step => step.Action != StepAction.Remove).SelectMany(step => Of(step.Object)));
        var early = steps.Where(step => step.Action == StepAction.Add).SelectMany(step => Of(step.Object)).Where(flow => flow.Protocol == Udp).ToList();
        if (early.Count > 0)
            ended.UnionWith(Untranslated(early, node));
        if (ended.Count == 0)
            return;
        try
        {
            node.Flows.EndFlows(ended);
        }
        catch (NetlinkException refused)
        {
            foreach (var step in steps.Where(step => Of(step.Found ?? step.Object).Any()))
                failures.Refused(step, refused.Message);
        }
    }

    /// <summary>The flows that an element leads, of a published port or to an endpoint of a service; none for other elements.</summary>
    /// <remarks>A TCP connection to an endpoint that leaves its service, undrained, may end in its own time.</remarks>
    private static IEnumerable<FlowFilter> Of(KernelObject? element)
    {
        if (element is not SetElementObject it || !s_leading.Contains(it.Set))
            return [];
        var (key, to) = it.In.IsMap ? (it.Parts.Items, it.Value.Items) : (it.Parts.Items[..^2], it.Parts.Items[^2..]);
        var protocol = key.Single(part => part.Type == PartType.Protocol);
        var port = key.Single(part => part.Type == PartType.Port);
        return [new FlowFilter((byte)protocol.Value, (ushort)port.Value, ToAddress(to[0]), (ushort)to[1].Value)
        {
            Address = key[0].Type is PartType.Ipv4 or PartType.Ipv6 ? ToAddress(key[0]) : null,
        }];
    }

    /// <summary>Flows to the same ports that began before they were published: they end at the node itself.</summary>
    private static IEnumerable<FlowFilter> Untranslated(List<FlowFilter> published, NodeSockets node)
    {
        var own = node.Routes.ListAddresses().Select(it => it.Address.Address).ToList();
        return published.SelectMany(flow => (flow.Address is { } one ? [one] : own.Where(address => address.AddressFamily == flow.Family))
            .Select(address => new FlowFilter(flow.Protocol, flow.Port, address, flow.Port) { Address = address }));
    }

    private static IPAddress ToAddress(ElementPart part) => Cidr.ToAddress(
        part.Value, part.Type == PartType.Ipv4 ? System.Net.Sockets.AddressFamily.InterNetwork : System.Net.Sockets.AddressFamily.InterNetworkV6);
}
