namespace Netaas.Core.View;

/// <summary>What a network is made of.</summary>
public enum NetworkType
{
    /// <summary>One address space over all member nodes.</summary>
    Overlay,

    /// <summary>A bridge of one node, as Docker's.</summary>
    Bridge,
}

/// <summary>How packets of an overlay travel between nodes.</summary>
public enum Encapsulation
{
    Vxlan,

    /// <summary>Direct routes inside a subnet, VXLAN between subnets.</summary>
    CrossSubnet,

    /// <summary>Direct routes only.</summary>
    None,
}

/// <summary>What becomes of a pod's source address when it leaves its network and the nodes.</summary>
public enum Egress
{
    /// <summary>It takes the node's.</summary>
    Masquerade,

    /// <summary>It keeps its own: the site knows the way back.</summary>
    None,
}

/// <summary>What becomes of a pod's source address towards another node's underlay address.</summary>
public enum NodeEgress
{
    /// <summary>It takes its own node's: for an underlay that drops every other source.</summary>
    Masquerade,

    /// <summary>It keeps its own.</summary>
    Keep,
}

/// <summary>Where a pod's network namespace comes from.</summary>
public enum PodMode
{
    Network,
    Host,
    Shared,
    None,
}

/// <summary>A transport protocol that can be published.</summary>
public enum TransportProtocol
{
    Tcp,
    Udp,
}
