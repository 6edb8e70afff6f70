namespace Netaas.Netlink;

/// <summary>An nftables chain that a hook of the kernel leads to.</summary>
/// <param name="Hook">NF_INET_*, include/uapi/linux/netfilter.h: 2 is forward.</param>
/// <param name="DropsByDefault">Whether its policy drops what no rule speaks of.</param>
public sealed record BaseChain(TableFamily Family, string Table, string Name, uint Hook, bool DropsByDefault);
