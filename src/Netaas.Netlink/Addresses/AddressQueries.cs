using System.Buffers.Binary;
using Netaas.Netlink.Addresses;
using Netaas.Netlink.Wire;

namespace Netaas.Netlink;

/// <summary>Reads addresses.</summary>
public static class AddressQueries
{
    /// <summary>The addresses of both families.</summary>
    /// <param name="linkIndex">Null for those of all links.</param>
    public static List<LinkAddress> ListAddresses(this RouteSocket socket, int? linkIndex = null)
    {
        var request = socket.BeginQuery();
        var message = request.Begin(RouteMessage.GetAddress, RouteMessage.Dump);
        var header = message.FixedHeader(AddressMessage.FixedLength);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], linkIndex ?? 0);
        request.Append(message, tag: null);
        // Over all families the kernel passes over the filter, hence the second look.
        return socket.Dump(request, "list addresses", m => AddressMessage.Parse(m) is { } found && (linkIndex ?? found.LinkIndex) == found.LinkIndex ? found : null);
    }
}
