using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Netaas.Netlink.Interop;

namespace Netaas.Netlink.Namespaces;

/// <summary>
/// A folder in which namespaces are pinned by bind mounts, prepared as <c>ip netns add</c> prepares /run/netns: a shared
/// mount of its own, so that mounts made and removed in it show in every mount namespace. Without that, the first
/// <c>ip netns add</c> on the machine would cover our mounts with copies and deleting would leave the covered ones behind.
/// </summary>
internal static class NetnsDirectory
{
    private const int Exclusive = 2; // LOCK_EX
    private const nuint BindRecursive = 0x1000 | 0x4000; // MS_BIND | MS_REC
    private const nuint SharedRecursive = 0x100000 | 0x4000; // MS_SHARED | MS_REC

    public static void Prepare(string folder)
    {
        Directory.CreateDirectory(folder);
        // iproute2 (ip/ipnetns.c: netns_add) takes the same lock, as two bind mounts over each other do harm.
        using var locked = new SafeFileHandle(Libc.Open(folder, OpenFlags.ReadOnly | OpenFlags.CloseOnExec, 0), ownsHandle: true);
        if (locked.IsInvalid)
            throw NetlinkException.Last($"open {folder}");
        if (Libc.Lock(locked, Exclusive) != 0)
            throw NetlinkException.Last($"lock {folder}");
        if (Libc.Mount("", folder, "none", SharedRecursive, 0) == 0)
            return;
        if (Marshal.GetLastPInvokeError() != Errno.EINVAL)
            throw NetlinkException.Last($"share mounts under {folder}");
        if (Libc.Mount(folder, folder, "none", BindRecursive, 0) != 0)
            throw NetlinkException.Last($"bind {folder} to itself");
        if (Libc.Mount("", folder, "none", SharedRecursive, 0) != 0)
            throw NetlinkException.Last($"share mounts under {folder}");
    }
}
