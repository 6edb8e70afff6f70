using System.Buffers.Binary;
using System.Net;
using Netaas.Core.Addressing;
using Netaas.Netlink.Wire;

namespace Netaas.Netlink.Neighbors;

/// <summary>Neighbor and FDB entries on the wire: <c>struct ndmsg</c> and attributes (<c>include/uapi/linux/neighbour.h</c>).</summary>
internal static class NeighborMessage
{
    public const int FixedLength = 12;

    private const ushort Destination = 1; // NDA_DST
    private const ushort LinkLayerAddress = 2; // NDA_LLADDR
    private const ushort Master = 9; // NDA_MASTER
    private const byte Self = 2; // NTF_SELF: the link's own table
    private const byte MasterTable = 4; // NTF_MASTER: the table of its bridge

    public static void Write(ref MessageWriter message, Neighbor entry)
    {
        Header(ref message, AddressFamilies.ToKernel(entry.Address.AddressFamily), entry.LinkIndex, entry.State, flags: 0);
        message.Address(Destination, entry.Address);
        if (entry.Mac is { } mac)
            message.Mac(LinkLayerAddress, mac);
    }

    public static void Write(ref MessageWriter message, FdbEntry entry)
    {
        Header(ref message, AddressFamilies.Bridge, entry.LinkIndex, entry.State, entry.Master == 0 ? Self : MasterTable);
        message.Mac(LinkLayerAddress, entry.Mac);
        if (entry.Destination is { } destination)
            message.Address(Destination, destination);
    }

    /// <summary>Names an entry, to be asked for; a state would be refused there.</summary>
    public static void Name(ref MessageWriter message, int linkIndex, IPAddress address)
    {
        Header(ref message, AddressFamilies.ToKernel(address.AddressFamily), linkIndex, NeighborState.None, flags: 0);
        message.Address(Destination, address);
    }

    public static void Name(ref MessageWriter message, int linkIndex, MacAddress mac)
    {
        Header(ref message, AddressFamilies.Bridge, linkIndex, NeighborState.None, Self);
        message.Mac(LinkLayerAddress, mac);
    }

    public static void Header(ref MessageWriter message, byte family, int linkIndex, NeighborState state, byte flags)
    {
        var header = message.FixedHeader(FixedLength);
        header[0] = family;
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], linkIndex);
        BinaryPrimitives.WriteUInt16LittleEndian(header[8..], (ushort)state);
        header[10] = flags;
    }

    public static Neighbor? ParseNeighbor(NetlinkMessage message)
    {
        var header = message.Payload;
        if (!IsEntry(message) || !AddressFamilies.IsInternet(header[0]))
            return null;
        IPAddress? address = null;
        MacAddress? mac = null;
        var attributes = message.Attributes(FixedLength);
        while (attributes.Next())
            switch (attributes.Type)
            {
                case Destination:
                    address = attributes.Address;
                    break;
                case LinkLayerAddress:
                    mac = attributes.Mac;
                    break;
            }
        return address is null ? null : new Neighbor(LinkIndex(header), address, mac, State(header));
    }

    public static FdbEntry? ParseFdb(NetlinkMessage message)
    {
        var header = message.Payload;
        if (!IsEntry(message) || header[0] != AddressFamilies.Bridge)
            return null;
        IPAddress? destination = null;
        MacAddress? mac = null;
        var master = 0;
        var attributes = message.Attributes(FixedLength);
        while (attributes.Next())
            switch (attributes.Type)
            {
                case Destination:
                    destination = attributes.Address;
                    break;
                case LinkLayerAddress:
                    mac = attributes.Mac;
                    break;
                case Master:
                    master = attributes.I32;
                    break;
            }
        return mac is not { } known ? null : new FdbEntry(LinkIndex(header), known, destination) { State = State(header), Master = master };
    }

    private static bool IsEntry(NetlinkMessage message) => message.Type is RouteMessage.NewNeighbor or RouteMessage.DeleteNeighbor;

    private static int LinkIndex(ReadOnlySpan<byte> header) => BinaryPrimitives.ReadInt32LittleEndian(header[4..]);

    private static NeighborState State(ReadOnlySpan<byte> header) => (NeighborState)BinaryPrimitives.ReadUInt16LittleEndian(header[8..]);
}
