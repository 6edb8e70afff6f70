using System.Text;
using Netaas.Netlink.Interop;

namespace Netaas.Netlink;

/// <summary>Network sysctls of a namespace, by their path below /proc/sys: <c>net/ipv4/ip_forward</c>.</summary>
public static class NetworkNamespaceSysctl
{
    /// <summary>The value without its line end.</summary>
    /// <exception cref="NetlinkException"><see cref="NetlinkException.IsNotFound"/> where the kernel has no such sysctl.</exception>
    public static unsafe string ReadSysctl(this NetworkNamespace ns, string name)
    {
        using var file = ns.OpenFile($"/proc/sys/{name}", FileAccess.Read);
        var buffer = stackalloc byte[4096]; // values are short; the longest tables fit a page
        var length = Libc.Read(file, buffer, 4096);
        if (length < 0)
            throw NetlinkException.Last($"read {name} in {ns.Path}");
        return Encoding.ASCII.GetString(buffer, (int)length).TrimEnd('\n');
    }

    /// <exception cref="NetlinkException">The sysctl isn't there, or refuses the value.</exception>
    public static unsafe void WriteSysctl(this NetworkNamespace ns, string name, string value)
    {
        using var file = ns.OpenFile($"/proc/sys/{name}", FileAccess.Write);
        fixed (byte* bytes = Encoding.ASCII.GetBytes(value))
            if (Libc.Write(file, bytes, value.Length) != value.Length)
                throw NetlinkException.Last($"write {value} to {name} in {ns.Path}");
    }
}
