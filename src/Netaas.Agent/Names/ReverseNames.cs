using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Netaas.Core.Addressing;

namespace Netaas.Agent.Names;

/// <summary>The names under which addresses are asked for: in-addr.arpa by bytes (RFC 1035 §3.5), ip6.arpa by half bytes (RFC 3596 §2.5).</summary>
internal static class ReverseNames
{
    public static string Of(IPAddress address) => Of(address, Cidr.Bits(address.AddressFamily));

    /// <summary>
    /// The zones that hold the addresses of a CIDR: of all lengths that zones can have, the next one below the CIDR's. A CIDR
    /// longer than a zone can be is in the zone around it.
    /// </summary>
    public static IEnumerable<string> ZonesOf(IPNetwork cidr)
    {
        var step = Step(cidr.Family());
        // The last label is an address's own: a zone of one address would be one name with no room for records of its own.
        var length = Math.Min((cidr.PrefixLength + step - 1) / step * step, Cidr.Bits(cidr.Family()) - step);
        if (length < cidr.PrefixLength)
            return [Of(cidr.BaseAddress, length)];
        return Enumerable.Range(0, 1 << (length - cidr.PrefixLength)).Select(index => Of(cidr.Subnet(length, (UInt128)index).BaseAddress, length));
    }

    private static string Of(IPAddress address, int length)
    {
        var number = Cidr.ToNumber(address);
        var (bits, step) = (Cidr.Bits(address.AddressFamily), Step(address.AddressFamily));
        var format = step == 8 ? "D" : "x";
        var labels = Enumerable.Range(0, length / step).Select(index =>
            ((int)(number >> (bits - (step * (index + 1)))) & ((1 << step) - 1)).ToString(format, CultureInfo.InvariantCulture)).Reverse();
        return $"{string.Join('.', labels)}.{(step == 8 ? "in-addr.arpa" : "ip6.arpa")}";
    }

    private static int Step(AddressFamily family) => family == AddressFamily.InterNetwork ? 8 : 4;
}
