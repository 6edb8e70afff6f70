using System.Net;
using Netaas.Core.Addressing;

namespace Netaas.Netlink;

/// <summary>What a VXLAN device is (<c>drivers/net/vxlan</c>). None of it can be changed once the device is made.</summary>
/// <param name="Local">The tunnel's own end, of either family; null lets routing choose.</param>
/// <param name="Port">UDP port of this and the other ends.</param>
/// <param name="Learning">Whether source addresses are remembered from received frames.</param>
/// <param name="Ttl">Of the outer packets; 0 lets the kernel choose.</param>
public sealed record VxlanOptions(Vni Vni, IPAddress? Local, ushort Port, bool Learning = false, byte Ttl = 0);
