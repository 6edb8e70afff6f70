namespace Netaas.Netlink.Links;

/// <summary>Attributes of links (<c>include/uapi/linux/if_link.h</c>).</summary>
internal static class LinkAttribute
{
    public const ushort Address = 1; // IFLA_ADDRESS
    public const ushort Name = 3; // IFLA_IFNAME
    public const ushort Mtu = 4; // IFLA_MTU
    public const ushort Link = 5; // IFLA_LINK: a veth's peer, by its index in the peer's namespace
    public const ushort Master = 10; // IFLA_MASTER
    public const ushort ProtocolInfo = 12; // IFLA_PROTINFO: bridge port options, family AF_BRIDGE
    public const ushort OperationalState = 16; // IFLA_OPERSTATE
    public const ushort Info = 18; // IFLA_LINKINFO
    public const ushort Alias = 20; // IFLA_IFALIAS
    public const ushort FamilySpecific = 26; // IFLA_AF_SPEC, a nest for each family
    public const ushort Group = 27; // IFLA_GROUP
    public const ushort NamespaceDescriptor = 28; // IFLA_NET_NS_FD
    public const ushort ExtraMask = 29; // IFLA_EXT_MASK
    public const ushort TransmitQueues = 31; // IFLA_NUM_TX_QUEUES
    public const ushort ReceiveQueues = 32; // IFLA_NUM_RX_QUEUES
    public const ushort LinkNamespaceId = 37; // IFLA_LINK_NETNSID

    public const ushort Ipv6AddressGeneration = 8; // IFLA_INET6_ADDR_GEN_MODE
    public const byte Ipv6GenerationEui64 = 0; // IN6_ADDR_GEN_MODE_EUI64
    public const byte Ipv6GenerationNone = 1; // IN6_ADDR_GEN_MODE_NONE

    public const ushort InfoKind = 1; // IFLA_INFO_KIND
    public const ushort InfoData = 2; // IFLA_INFO_DATA
    public const ushort InfoSlaveKind = 4; // IFLA_INFO_SLAVE_KIND
    public const ushort InfoSlaveData = 5; // IFLA_INFO_SLAVE_DATA

    public const ushort VethPeer = 1; // VETH_INFO_PEER

    public const ushort BridgeStp = 5; // IFLA_BR_STP_STATE
    public const ushort BridgeMulticastSnooping = 23; // IFLA_BR_MCAST_SNOOPING

    public const ushort PortHairpin = 4; // IFLA_BRPORT_MODE
    public const ushort PortLearning = 8; // IFLA_BRPORT_LEARNING
    public const ushort PortUnicastFlood = 9; // IFLA_BRPORT_UNICAST_FLOOD
    public const ushort PortIsolated = 33; // IFLA_BRPORT_ISOLATED

    public const ushort VxlanId = 1; // IFLA_VXLAN_ID
    public const ushort VxlanLocal = 4; // IFLA_VXLAN_LOCAL
    public const ushort VxlanTtl = 5; // IFLA_VXLAN_TTL
    public const ushort VxlanLearning = 7; // IFLA_VXLAN_LEARNING
    public const ushort VxlanPort = 15; // IFLA_VXLAN_PORT, big endian
    public const ushort VxlanLocal6 = 17; // IFLA_VXLAN_LOCAL6

    /// <summary>RTEXT_FILTER_SKIP_STATS: a dump without counters is half as long.</summary>
    public const uint SkipStatistics = 1 << 3;
}
