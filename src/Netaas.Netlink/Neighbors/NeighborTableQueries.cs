using System.Buffers.Binary;
using Netaas.Netlink.Wire;

namespace Netaas.Netlink;

/// <summary>Reads how the kernel's neighbor tables are doing: <c>struct ndtmsg</c> and attributes (<c>include/uapi/linux/neighbour.h</c>).</summary>
public static class NeighborTableQueries
{
    private const int FixedLength = 4; // struct ndtmsg
    private const ushort Name = 1; // NDTA_NAME
    private const ushort Most = 4; // NDTA_THRESH3
    private const ushort Statistics = 7; // NDTA_STATS
    private const int Overflows = 10 * sizeof(ulong); // ndts_table_fulls of struct ndt_stats

    /// <summary>Those of the protocols that the kernel has.</summary>
    public static List<NeighborTable> ListNeighborTables(this RouteSocket socket)
    {
        var request = socket.BeginQuery();
        var message = request.Begin(RouteMessage.GetNeighborTable, RouteMessage.Dump);
        message.FixedHeader(FixedLength);
        request.Append(message, tag: null);
        return socket.Dump(request, "list neighbor tables", Parse);
    }

    /// <returns>Null for what is told of a link's part in a table.</returns>
    private static NeighborTable? Parse(NetlinkMessage message)
    {
        var name = "";
        var most = 0u;
        ulong? overflows = null;
        var attributes = message.Attributes(FixedLength);
        while (attributes.Next())
            switch (attributes.Type)
            {
                case Name:
                    name = attributes.Text;
                    break;
                case Most:
                    most = attributes.U32;
                    break;
                case Statistics when attributes.Value.Length >= Overflows + sizeof(ulong):
                    overflows = BinaryPrimitives.ReadUInt64LittleEndian(attributes.Value[Overflows..]);
                    break;
            }
        return overflows is { } count ? new NeighborTable(name, most, count) : null;
    }
}
