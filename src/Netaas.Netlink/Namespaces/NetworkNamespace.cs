using System.Buffers.Binary;
using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Netaas.Netlink.Interop;
using Netaas.Netlink.Namespaces;

namespace Netaas.Netlink;

/// <summary>
/// An open descriptor of a network namespace. Holding it keeps the namespace alive, also after its path is deleted.
/// Safe for use by many threads. No thread of the caller ever changes its namespace.
/// </summary>
public sealed class NetworkNamespace : IDisposable
{
    /// <summary>The folder that <c>ip netns</c> uses.</summary>
    public const string Folder = "/run/netns";

    private const uint NamespaceFileSystem = 0x6e736673; // include/uapi/linux/magic.h: NSFS_MAGIC
    private const int EmptyPath = 0x1000; // AT_EMPTY_PATH
    private const uint StatInode = 0x100; // STATX_INO
    private const nuint Bind = 0x1000; // MS_BIND
    private const int Detach = 2; // MNT_DETACH

    private readonly SafeFileHandle _descriptor;

    private NetworkNamespace(SafeFileHandle descriptor, string path)
    {
        _descriptor = descriptor;
        Path = path;
    }

    /// <summary>The path it was opened by.</summary>
    public string Path { get; }

    /// <summary>The descriptor, for libraries that enter the namespace themselves; stays owned by this object.</summary>
    public SafeHandle Handle => _descriptor;

    /// <summary>The namespace's number, unique while it lives, as <c>readlink /proc/self/ns/net</c> shows it.</summary>
    public ulong Inode => ReadInode(_descriptor, Path);

    /// <exception cref="NetlinkException">The path is missing, or what stands there is no namespace (EINVAL).</exception>
    public static NetworkNamespace Open(string path)
    {
        var descriptor = OpenDescriptor(path);
        if (IsNamespace(descriptor))
            return new NetworkNamespace(descriptor, path);
        descriptor.Dispose();
        throw new NetlinkException(Errno.EINVAL, $"open namespace {path}", "not a namespace");
    }

    /// <summary>The namespace of the calling thread, which is the program's own.</summary>
    public static NetworkNamespace OpenCurrent() => Open("/proc/thread-self/ns/net");

    /// <summary>Whether a namespace is pinned at the path; a plain file left behind by a crash is none.</summary>
    public static bool Exists(string path)
    {
        using var descriptor = new SafeFileHandle(Libc.Open(path, OpenFlags.ReadOnly | OpenFlags.CloseOnExec, 0), ownsHandle: true);
        return !descriptor.IsInvalid && IsNamespace(descriptor);
    }

    /// <summary>
    /// Makes a namespace and pins it at the path, as <c>ip netns add</c> does; its folder is made when missing. A plain
    /// file that a crash left at the path is used.
    /// </summary>
    /// <exception cref="NetlinkException"><see cref="NetlinkException.IsAlreadyExists"/> where one is pinned there.</exception>
    public static NetworkNamespace Create(string path)
    {
        NetnsDirectory.Prepare(System.IO.Path.GetDirectoryName(path) ?? "/");
        if (Exists(path))
            throw new NetlinkException(Errno.EEXIST, $"create namespace {path}");
        using (var file = new SafeFileHandle(Libc.Open(path, OpenFlags.Create | OpenFlags.CloseOnExec, mode: 0), ownsHandle: true))
            if (file.IsInvalid)
                throw NetlinkException.Last($"create {path}");
        Pin(path);
        return Open(path);
    }

    /// <summary>Opens the namespace at the path, or makes it.</summary>
    public static NetworkNamespace OpenOrCreate(string path) => Exists(path) ? Open(path) : Create(path);

    /// <summary>
    /// Unpins the namespace and removes the path. The kernel ends the namespace, and the links in it, shortly after
    /// nobody holds it any more. Nothing happens where the path is missing.
    /// </summary>
    public static void Delete(string path)
    {
        // Mounts may lie upon each other; the lowest is reached when there is no more mount to remove (EINVAL).
        while (Libc.Unmount(path, Detach) == 0)
        {
        }
        if (Marshal.GetLastPInvokeError() is var errno and not (Errno.EINVAL or Errno.ENOENT))
            throw new NetlinkException(errno, $"unmount {path}");
        File.Delete(path);
    }

    /// <summary>Opens a file as it looks from inside the namespace, such as one below /proc/sys/net.</summary>
    public SafeFileHandle OpenFile(string path, FileAccess access)
    {
        var flags = (access == FileAccess.Read ? OpenFlags.ReadOnly : OpenFlags.WriteOnly) | OpenFlags.CloseOnExec;
        var text = Marshal.StringToCoTaskMemUTF8(path);
        try
        {
            var result = NamespaceThread.CallIn(_descriptor, new NativeCall(NamespaceThread.Function("open"), text, flags));
            return new SafeFileHandle(Descriptor(result, $"open {path} in {Path}"), ownsHandle: true);
        }
        finally
        {
            Marshal.FreeCoTaskMem(text);
        }
    }

    /// <summary>A TCP socket inside the namespace, where it stays; to be used from any thread.</summary>
    /// <exception cref="NetlinkException">The namespace can't be entered.</exception>
    public Socket OpenTcp(AddressFamily family) => OpenManaged(family, type: 1, protocol: 0); // SOCK_STREAM

    /// <summary>A raw socket of a protocol inside the namespace, where it stays; to be used from any thread.</summary>
    /// <exception cref="NetlinkException">The namespace can't be entered, or raw sockets are not allowed.</exception>
    internal Socket OpenRaw(AddressFamily family, int protocol) => OpenManaged(family, type: 3, protocol); // SOCK_RAW

    private Socket OpenManaged(AddressFamily family, int type, int protocol)
    {
        const int Inet = 2; // AF_INET
        const int Inet6 = 10; // AF_INET6
        const int CloseOnExec = 0x80000; // SOCK_CLOEXEC
        var result = NamespaceThread.CallIn(
            _descriptor, new NativeCall(NamespaceThread.Function("socket"), family == AddressFamily.InterNetwork ? Inet : Inet6, type | CloseOnExec, protocol));
        return new Socket(new SafeSocketHandle(Descriptor(result, $"open a socket in {Path}"), ownsHandle: true));
    }

    /// <summary>A child process to be started inside the namespace: nsenter becomes the program, under the same pid.</summary>
    public ProcessStartInfo Command(string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("nsenter") { UseShellExecute = false };
        start.ArgumentList.Add($"--net={Path}");
        start.ArgumentList.Add("--");
        start.ArgumentList.Add(program);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return start;
    }

    public void Dispose() => _descriptor.Dispose();

    public override string ToString() => Path;

    internal SafeFileHandle OpenSocket(int family, int type, int protocol) => OpenSockets([this], family, type, protocol)[0];

    /// <summary>A socket in each namespace, in order; all of them, or none.</summary>
    internal static SafeFileHandle[] OpenSockets(IReadOnlyList<NetworkNamespace> namespaces, int family, int type, int protocol)
    {
        var results = NamespaceThread.CallInEach(
            [.. namespaces.Select(ns => ns._descriptor)], new NativeCall(NamespaceThread.Function("socket"), family, type, protocol));
        var sockets = new SafeFileHandle[results.Length];
        try
        {
            for (var i = 0; i < results.Length; i++)
                sockets[i] = new SafeFileHandle(IsDescriptor(results[i]) ? (int)results[i].Value : -1, ownsHandle: true);
            for (var i = 0; i < results.Length; i++)
                _ = Descriptor(results[i], $"open a socket in {namespaces[i].Path}");
            return sockets;
        }
        catch
        {
            foreach (var socket in sockets)
                socket.Dispose();
            throw;
        }
    }

    private static bool IsDescriptor(VisitResult result) => result.Entered && (int)result.Value >= 0;

    private static int Descriptor(VisitResult result, string context) =>
        IsDescriptor(result) ? (int)result.Value : throw new NetlinkException(result.Errno, context);

    private static void Pin(string path)
    {
        var source = Marshal.StringToCoTaskMemUTF8("/proc/thread-self/ns/net");
        var target = Marshal.StringToCoTaskMemUTF8(path);
        try
        {
            var mount = new NativeCall(NamespaceThread.Function("mount"), source, target, 0, (nint)Bind);
            var result = NamespaceThread.CallInNew(mount);
            if (!result.Entered || (int)result.Value != 0)
                throw new NetlinkException(result.Errno, $"create namespace {path}");
        }
        finally
        {
            Marshal.FreeCoTaskMem(source);
            Marshal.FreeCoTaskMem(target);
        }
    }

    private static SafeFileHandle OpenDescriptor(string path)
    {
        var descriptor = new SafeFileHandle(Libc.Open(path, OpenFlags.ReadOnly | OpenFlags.CloseOnExec, 0), ownsHandle: true);
        return descriptor.IsInvalid ? throw NetlinkException.Last($"open namespace {path}") : descriptor;
    }

    private static unsafe bool IsNamespace(SafeFileHandle descriptor)
    {
        var result = stackalloc byte[120]; // struct statfs, f_type first
        return Libc.StatFileSystem(descriptor, result) == 0 && BinaryPrimitives.ReadUInt32LittleEndian(new ReadOnlySpan<byte>(result, 4)) == NamespaceFileSystem;
    }

    private static unsafe ulong ReadInode(SafeFileHandle descriptor, string path)
    {
        var result = stackalloc byte[256]; // struct statx, stx_ino at offset 32
        if (Libc.Statx(descriptor, "", EmptyPath, StatInode, result) != 0)
            throw NetlinkException.Last($"stat namespace {path}");
        return BinaryPrimitives.ReadUInt64LittleEndian(new ReadOnlySpan<byte>(result + 32, 8));
    }
}
