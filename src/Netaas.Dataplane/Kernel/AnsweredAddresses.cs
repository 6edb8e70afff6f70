using System.Net;
using System.Net.Sockets;
using Netaas.Core.Addressing;
using Netaas.Dataplane.Diff;
using Netaas.Dataplane.Names;
using Netaas.Dataplane.Objects;
using Netaas.Netlink;

namespace Netaas.Dataplane.Kernel;

/// <summary>
/// Load-balancer addresses on the node's own links, each as one address alone (/32, /128) with our protocol number, so that no
/// route comes of it and the node never takes it for its own as a source: over IPv4 the subnet's first address is taken, over
/// IPv6 one that isn't deprecated.
/// </summary>
internal static class AnsweredAddresses
{
    public static void Append(RouteBatch batch, (Step Step, AnsweredAddressObject Wanted) it, NodeSockets node, FailureLog failures)
    {
        var (step, wanted) = it;
        var addresses = node.Routes.ListAddresses();
        if (step.Action == StepAction.Remove)
        {
            foreach (var found in addresses.Where(address => IsOurs(address) && address.Address.Address.Equals(wanted.Address)))
                batch.DeleteAddress(found with { Flags = AddressFlags.None, Protocol = 0, IsDeprecated = false }, step);
            return;
        }
        if (LinkOf(wanted.Address, addresses) is { } link)
            batch.ReplaceAddress(
                new LinkAddress(link, new InterfaceAddress(wanted.Address, Cidr.Bits(wanted.Address.AddressFamily)))
                {
                    Flags = AddressFlags.NoDuplicateDetection | AddressFlags.NoPrefixRoute,
                    Protocol = FixedNames.AddressProtocol,
                    IsDeprecated = wanted.Address.AddressFamily == AddressFamily.InterNetworkV6,
                },
                step);
        else
            failures.Refused(step, "no link of the node has an address in its subnet");
    }

    public static IEnumerable<AnsweredAddressObject> Read(NodeSockets node) =>
        node.Routes.ListAddresses().Where(IsOurs).Select(address => new AnsweredAddressObject(address.Address.Address)).Distinct();

    /// <summary>Also of links whose protocol numbers are somebody else's business: ours are single addresses.</summary>
    private static bool IsOurs(LinkAddress address) =>
        address.Protocol == FixedNames.AddressProtocol && address.Address.PrefixLength == Cidr.Bits(address.Address.Address.AddressFamily);

    private static int? LinkOf(IPAddress address, IEnumerable<LinkAddress> addresses) => addresses
        .Where(it => it.Protocol != FixedNames.AddressProtocol && it.Address.PrefixLength < Cidr.Bits(address.AddressFamily) && it.Address.Network.Contains(address))
        .OrderByDescending(it => it.Address.PrefixLength).Select(it => (int?)it.LinkIndex).FirstOrDefault();
}
