using System.Buffers.Binary;

namespace Netaas.Netlink.Wire;

/// <summary>Reads a message's object; null for one that the reader passes over.</summary>
internal delegate T? MessageParser<out T>(NetlinkMessage message) where T : class;

/// <summary>Reads NLMSG_ERROR: <c>struct nlmsgerr</c>, then attributes where the flags say so.</summary>
internal static class ErrorMessage
{
    private const ushort Text = 1; // NLMSGERR_ATTR_MSG
    private const int FixedLength = 4 + NetlinkMessage.HeaderLength; // errno and the header of the request

    /// <returns>Errno is positive, zero in an acknowledgement; the text is null where the kernel gave none.</returns>
    public static (int Errno, string? Detail) Parse(NetlinkMessage message)
    {
        var errno = -BinaryPrimitives.ReadInt32LittleEndian(message.Payload);
        if ((message.Flags & RouteMessage.HasExtendedError) == 0)
            return (errno, null);
        var request = BinaryPrimitives.ReadInt32LittleEndian(message.Payload[4..]);
        var skipped = (message.Flags & RouteMessage.CappedError) != 0 ? FixedLength : 4 + NetlinkMessage.Align(request);
        var attributes = message.Attributes(skipped);
        while (attributes.Next())
            if (attributes.Type == Text)
                return (errno, attributes.Text);
        return (errno, null);
    }
}
