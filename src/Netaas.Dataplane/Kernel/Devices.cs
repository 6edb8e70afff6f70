using Netaas.Core.Addressing;
using Netaas.Core.Naming;
using Netaas.Dataplane.Diff;
using Netaas.Dataplane.Objects;
using Netaas.Netlink;

namespace Netaas.Dataplane.Kernel;

/// <summary>Bridges and VXLAN devices.</summary>
internal static class Devices
{
    public static void Apply(Step step, NodeSockets node, FailureLog failures) => failures.Guard(step, () =>
    {
        switch (step)
        {
            case { Action: StepAction.Remove, Object: BridgeObject bridge }:
                Remove(bridge.Name, node);
                break;
            case { Action: StepAction.Remove, Object: VxlanObject vxlan }:
                Remove(vxlan.Name, node);
                break;
            case { Object: BridgeObject bridge }:
                Set(bridge, node);
                break;
            case { Object: VxlanObject vxlan }:
                Set(vxlan, node);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(step), step, "Not a device.");
        }
    });

    public static KernelObject? Read(ObjectKey key, NodeSockets node) =>
        node.Routes.FindLink(new InterfaceName(key.Name)) is { } link ? Read(link) : null;

    /// <summary>A link as the object that it would be in a plan; null where it is no bridge and no VXLAN device.</summary>
    public static KernelObject? Read(Link link) => link switch
    {
        { Kind: "bridge", Mac: { } mac } => new BridgeObject(new InterfaceName(link.Name), mac, link.Mtu, link.HasOwnIpv6)
        {
            IsHealthy = link.IsUp && link.Bridge is { MulticastSnooping: false },
        },
        { Kind: "vxlan", Mac: { } mac, Vxlan: { Local: { } local } vxlan } =>
            new VxlanObject(new InterfaceName(link.Name), vxlan.Vni, local, vxlan.Port, mac, link.Mtu) { IsHealthy = link.IsUp && !vxlan.Learning },
        _ => null,
    };

    private static void Set(BridgeObject bridge, NodeSockets node)
    {
        var options = new LinkOptions(Mac: bridge.Mac);
        // Without its MTU: one that is set later is one that the kernel doesn't change with every port that comes or goes.
        if (node.IndexOf(bridge.Name) is null)
            node.Routes.Execute($"make bridge {bridge.Name}", batch => batch.AddBridge(bridge.Name, options, new BridgeOptions(MulticastSnooping: false)));
        if (node.Routes.FindLink(bridge.Name) is { } link)
            node.Routes.Execute($"set bridge {bridge.Name}", batch =>
            {
                batch.SetBridge(link.Index, new BridgeOptions(MulticastSnooping: false));
                batch.SetLink(link.Index, Changed(link, bridge.Mac, bridge.Mtu));
                batch.SetOwnIpv6(link, bridge.Ipv6);
                batch.SetLink(link.Index, new LinkOptions(Up: true));
            });
    }

    private static void Set(VxlanObject vxlan, NodeSockets node)
    {
        var options = new LinkOptions(Mac: vxlan.Mac, Mtu: vxlan.Mtu);
        if (node.Routes.FindLink(vxlan.Name) is { } old && !(Read(old) is VxlanObject found && PlanDiff.CanChange(found, vxlan)))
            Remove(vxlan.Name, node);
        if (node.IndexOf(vxlan.Name) is null)
            node.Routes.Execute($"make VXLAN device {vxlan.Name}", batch => batch.AddVxlan(vxlan.Name, new VxlanOptions(vxlan.Vni, vxlan.Local, vxlan.Port), options));
        if (node.Routes.FindLink(vxlan.Name) is { } link)
            node.Routes.Execute($"set VXLAN device {vxlan.Name}", batch =>
            {
                batch.SetLink(link.Index, Changed(link, vxlan.Mac, vxlan.Mtu));
                batch.SetOwnIpv6(link, isWanted: false);
                batch.SetLink(link.Index, new LinkOptions(Up: true));
            });
    }

    /// <summary>A link that is given its MAC, be it the one that it has, loses its neighbor entries: it is left out where it stands.</summary>
    private static LinkOptions Changed(Link link, MacAddress mac, int mtu) => new(Mac: link.Mac == mac ? null : mac, Mtu: mtu);

    private static void Remove(InterfaceName name, NodeSockets node)
    {
        node.ForgetIndex(name);
        if (node.Routes.FindLink(name) is { } link)
            node.Routes.Execute($"remove {name}", batch => batch.DeleteLink(link.Index));
    }
}
