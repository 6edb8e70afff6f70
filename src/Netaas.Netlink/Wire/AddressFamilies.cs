using System.Net.Sockets;

namespace Netaas.Netlink.Wire;

/// <summary>Address families as the kernel numbers them (<c>include/linux/socket.h</c>); .NET numbers IPv6 differently.</summary>
internal static class AddressFamilies
{
    public const byte Unspecified = 0;
    public const byte Bridge = 7; // AF_BRIDGE
    public const byte IPv4 = 2; // AF_INET
    public const byte IPv6 = 10; // AF_INET6

    public static byte ToKernel(AddressFamily family) => family switch
    {
        AddressFamily.InterNetwork => IPv4,
        AddressFamily.InterNetworkV6 => IPv6,
        AddressFamily.Unspecified => Unspecified,
        _ => throw new ArgumentOutOfRangeException(nameof(family), family, "Only IPv4 and IPv6 are known here."),
    };

    public static int ByteLength(AddressFamily family) => family == AddressFamily.InterNetwork ? 4 : 16;

    /// <summary>Whether the kernel's number names one of the two families we speak.</summary>
    public static bool IsInternet(byte family) => family is IPv4 or IPv6;
}
