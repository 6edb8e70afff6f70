using Netaas.Core.Addressing;

namespace Netaas.Dataplane.Names;

/// <summary>Every name and number by which a kernel object is known to be ours, with no memory.</summary>
public static class FixedNames
{
    /// <summary>Our nftables table, in the families <c>inet</c> and <c>bridge</c>.</summary>
    public const string Table = "netaas";

    /// <summary>
    /// Our route protocol number (<c>RTA_PROTOCOL</c>, include/uapi/linux/rtnetlink.h: those above <c>RTPROT_STATIC</c> are
    /// free to user space; no daemon in iproute2's rt_protos has this one).
    /// </summary>
    public const byte RouteProtocol = 110;

    /// <summary>The protocol number of our addresses on links that aren't ours (<c>IFA_PROTO</c>): the same as our routes'.</summary>
    public const byte AddressProtocol = RouteProtocol;

    /// <summary>What the names of all our interfaces on a node begin with; the rules match on it.</summary>
    public const string InterfacePrefix = "na";

    /// <summary>A network's bridge.</summary>
    public const string BridgePrefix = "nab";

    /// <summary>A network's VXLAN device.</summary>
    public const string VxlanPrefix = "nax";

    /// <summary>The host's end of a pod's veth pair.</summary>
    public const string PodPrefix = "nap";

    /// <summary>
    /// The MAC of all our bridges, locally administered. Each is alone in its segment, so one serves them all, and one rule
    /// can send a frame to whichever bridge it came in by.
    /// </summary>
    public static MacAddress BridgeMac { get; } = new(0x026e_6162_0001);

    /// <summary>Where namespaces have their names (iproute2's convention).</summary>
    public const string NetnsFolder = "/run/netns";

    /// <summary>What the names of pods' namespaces begin with, in <see cref="NetnsFolder"/>.</summary>
    public const string NetnsPrefix = "na-";
}
