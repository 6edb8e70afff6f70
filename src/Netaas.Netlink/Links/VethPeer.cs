using Netaas.Core.Naming;

namespace Netaas.Netlink;

/// <summary>The far end of a veth pair.</summary>
/// <param name="Namespace">Where the end is made; null for the socket's own namespace.</param>
/// <param name="Options">Its master, alias and administrative state can't be set here: the kernel takes them afterwards.</param>
public sealed record VethPeer(InterfaceName Name, NetworkNamespace? Namespace = null, LinkOptions? Options = null);
