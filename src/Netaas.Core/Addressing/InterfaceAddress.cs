using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace Netaas.Core.Addressing;

/// <summary>An address with the length of its subnet's prefix, as an interface carries it: <c>172.31.0.11/24</c>.</summary>
public readonly record struct InterfaceAddress(IPAddress Address, int PrefixLength)
{
    /// <summary>The subnet that the address stands in.</summary>
    public IPNetwork Network => Cidr.Containing(Address, PrefixLength);

    public static bool TryParse([NotNullWhen(true)] string? text, out InterfaceAddress value)
    {
        value = default;
        if (text is null)
            return false;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || !Cidr.TryParseAddress(text[..slash], out var address))
            return false;
        if (!int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            || length > Cidr.Bits(address.AddressFamily))
            return false;
        value = new InterfaceAddress(address, length);
        return true;
    }

    public override string ToString() => $"{Address}/{PrefixLength}";
}
