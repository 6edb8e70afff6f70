using System.Net;
using System.Net.Sockets;
using Netaas.Core.Addressing;
using Netaas.Core.Naming;

namespace Netaas.Dataplane.Objects;

/// <summary>
/// An entry of one of the kernel's tables, of which a node has a hundred thousand: told apart by what it is made of, without a
/// text made for it.
/// </summary>
public abstract record TableEntry : KernelObject
{
    private protected TableEntry()
    {
    }

    public sealed override ObjectKey Key => new(this);

    /// <summary>Text of the key, for people.</summary>
    internal abstract string Name { get; }

    /// <summary>By what entries of a kind are sorted first; it tells nearly all apart.</summary>
    internal abstract ulong Rank { get; }

    /// <summary>Of what it is told apart by, the device aside: nearly all stand on one.</summary>
    internal abstract int IdentityHash { get; }

    /// <summary>Whether the kernel takes them for one.</summary>
    internal abstract bool IsSame(TableEntry other);

    /// <param name="other">Of the same kind.</param>
    internal int CompareIdentity(TableEntry other)
    {
        var rank = Rank.CompareTo(other.Rank);
        return rank != 0 ? rank : CompareSameRank(other);
    }

    private protected abstract int CompareSameRank(TableEntry other);

    /// <summary>IPv4 before IPv6, by number.</summary>
    private protected static ulong RankOf(IPAddress address)
    {
        var number = Cidr.ToNumber(address);
        return address.AddressFamily == AddressFamily.InterNetwork ? (ulong)number : 1UL << 63 | (ulong)(number >> 65);
    }

    private protected static int Compare((IPAddress Address, int PrefixLength, InterfaceName? On) one, (IPAddress Address, int PrefixLength, InterfaceName? On) other)
    {
        var order = Compare(one.Address, other.Address);
        if (order == 0)
            order = one.PrefixLength.CompareTo(other.PrefixLength);
        return order != 0 ? order : Compare(one.On, other.On);
    }

    private protected static int Compare(InterfaceName? one, InterfaceName? other) => string.CompareOrdinal(one?.Value, other?.Value);

    private protected static int Compare(IPAddress one, IPAddress other)
    {
        var family = ((int)one.AddressFamily).CompareTo((int)other.AddressFamily);
        return family != 0 ? family : Cidr.ToNumber(one).CompareTo(Cidr.ToNumber(other));
    }
}

/// <summary>An address of one of our interfaces in the node's namespace.</summary>
public sealed record AddressObject(InterfaceName On, InterfaceAddress Address) : TableEntry
{
    public override InterfaceName? Device => On;

    public override string Text => $"address {Address} dev {On}";

    public override ObjectKind Kind => ObjectKind.Address;

    internal override string Name => $"{On} {Address}";

    internal override ulong Rank => RankOf(Address.Address);

    internal override int IdentityHash => Address.Address.GetHashCode();

    internal override bool IsSame(TableEntry other) => other is AddressObject it && Address == it.Address && On == it.On;

    public bool Equals(AddressObject? other) => other is not null && IsSame(other);

    public override int GetHashCode() => IdentityHash;

    private protected override int CompareSameRank(TableEntry other)
    {
        var it = (AddressObject)other;
        return Compare((Address.Address, Address.PrefixLength, On), (it.Address.Address, it.Address.PrefixLength, it.On));
    }
}

/// <summary>
/// A load-balancer address that the node answers for, on whichever link of its own has the subnet: the kernel answers ARP and
/// neighbor discovery whether an agent runs or not. It is the only thing of ours on a link that isn't, told by its protocol number.
/// </summary>
public sealed record AnsweredAddressObject(IPAddress Address) : TableEntry
{
    public override string Text => $"answer for {Address}";

    public override ObjectKind Kind => ObjectKind.AnsweredAddress;

    internal override string Name => Address.ToString();

    internal override ulong Rank => RankOf(Address);

    internal override int IdentityHash => Address.GetHashCode();

    internal override bool IsSame(TableEntry other) => other is AnsweredAddressObject it && Address.Equals(it.Address);

    public bool Equals(AnsweredAddressObject? other) => other is not null && IsSame(other);

    public override int GetHashCode() => IdentityHash;

    private protected override int CompareSameRank(TableEntry other) => Compare(Address, ((AnsweredAddressObject)other).Address);
}

/// <summary>A permanent neighbor entry: a peer's tunnel address and its MAC.</summary>
public sealed record NeighborObject(InterfaceName On, IPAddress Address, MacAddress Mac) : TableEntry
{
    public override InterfaceName? Device => On;

    public override string Text => $"neighbor {Address} lladdr {Mac} dev {On}";

    public override ObjectKind Kind => ObjectKind.Neighbor;

    internal override string Name => $"{On} {Address}";

    internal override ulong Rank => RankOf(Address);

    internal override int IdentityHash => Address.GetHashCode();

    internal override bool IsSame(TableEntry other) => other is NeighborObject it && Address.Equals(it.Address) && On.Value == it.On.Value;

    public bool Equals(NeighborObject? other) => other is not null && IsSame(other) && Mac == other.Mac;

    public override int GetHashCode() => IdentityHash;

    private protected override int CompareSameRank(TableEntry other)
    {
        var it = (NeighborObject)other;
        return Compare((Address, 0, On), (it.Address, 0, it.On));
    }
}

/// <summary>A permanent entry of a VXLAN device's forwarding database: a peer's MAC and its underlay address.</summary>
public sealed record FdbObject(InterfaceName On, MacAddress Mac, IPAddress Destination) : TableEntry
{
    public override InterfaceName? Device => On;

    public override string Text => $"fdb {Mac} dst {Destination} dev {On}";

    public override ObjectKind Kind => ObjectKind.FdbEntry;

    internal override string Name => $"{On} {Mac}";

    internal override ulong Rank => Mac.Value;

    internal override int IdentityHash => Mac.Value.GetHashCode();

    internal override bool IsSame(TableEntry other) => other is FdbObject it && Mac == it.Mac && On.Value == it.On.Value;

    public bool Equals(FdbObject? other) => other is not null && IsSame(other) && Destination.Equals(other.Destination);

    public override int GetHashCode() => IdentityHash;

    private protected override int CompareSameRank(TableEntry other) => Compare(On, ((FdbObject)other).On);
}

/// <summary>A route in the main table, with our protocol number.</summary>
/// <param name="On">Null for a direct route: by whichever of the node's own links leads to <paramref name="Via"/>.</param>
/// <param name="Via">Null for a destination that is reached on the link itself; taken as on-link where a link of ours is named.</param>
/// <param name="Source">The address that the node uses towards it (<c>RTA_PREFSRC</c>).</param>
public sealed record RouteObject(IPNetwork Destination, InterfaceName? On, IPAddress? Via, IPAddress Source, uint Metric) : TableEntry
{
    public override InterfaceName? Device => On;

    public override string Text => On is { } device
        ? $"route {Cidr.Format(Destination)}{(Via is null ? "" : $" via {Via} onlink")} dev {device} src {Source} metric {Metric}"
        : $"route {Cidr.Format(Destination)} via {Via} src {Source} metric {Metric}";

    public override ObjectKind Kind => ObjectKind.Route;

    internal override string Name => $"{Cidr.Format(Destination)} {On?.Value ?? "direct"}";

    internal override ulong Rank => RankOf(Destination.BaseAddress);

    internal override int IdentityHash => Destination.BaseAddress.GetHashCode() + Destination.PrefixLength;

    internal override bool IsSame(TableEntry other) => other is RouteObject it && Destination.Equals(it.Destination) && On?.Value == it.On?.Value;

    public bool Equals(RouteObject? other) => other is not null && IsSame(other) && Metric == other.Metric && Equals(Via, other.Via) && Source.Equals(other.Source);

    public override int GetHashCode() => IdentityHash;

    private protected override int CompareSameRank(TableEntry other)
    {
        var it = (RouteObject)other;
        return Compare((Destination.BaseAddress, Destination.PrefixLength, On), (it.Destination.BaseAddress, it.Destination.PrefixLength, it.On));
    }
}
