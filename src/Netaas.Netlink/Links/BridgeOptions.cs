namespace Netaas.Netlink;

/// <summary>Options of a bridge; null leaves the kernel's choice.</summary>
/// <param name="MulticastSnooping">On by default; without it multicast goes to every port, and new ports cost less.</param>
public sealed record BridgeOptions(bool? MulticastSnooping = null);

/// <summary>Options of a bridge's port; null leaves what is.</summary>
/// <param name="Hairpin">Whether a frame may leave by the port it came in by.</param>
/// <param name="Isolated">Whether frames to other isolated ports are dropped.</param>
/// <param name="Learning">Whether source addresses are remembered.</param>
/// <param name="UnicastFlood">Whether frames to unknown addresses are sent to the port.</param>
public sealed record BridgePortOptions(bool? Hairpin = null, bool? Isolated = null, bool? Learning = null, bool? UnicastFlood = null);
