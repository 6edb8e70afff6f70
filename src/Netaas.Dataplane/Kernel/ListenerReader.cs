using System.Globalization;
using System.Net;
using Netaas.Core.View;
using Netaas.Netlink;

namespace Netaas.Dataplane.Kernel;

/// <summary>A port of a node that a process of its own has taken.</summary>
/// <param name="Process">Null where it can't be told: the kernel itself, or a process that we may not look into.</param>
public sealed record HostListener(TransportProtocol Protocol, IPAddress Address, ushort Port, string? Process, int? Pid);

/// <summary>
/// Reads who listens in a node's namespace. The kernel names a socket by its inode alone; whose it is takes a walk through
/// all processes, so what is known of an inode is kept for as long as it lives.
/// </summary>
public sealed class ListenerReader : IDisposable
{
    private const byte Tcp = 6; // IPPROTO_TCP

    private readonly DiagnosticSocket _socket;
    private Dictionary<uint, (string? Name, int? Pid)> _owners = [];

    private ListenerReader(DiagnosticSocket socket) => _socket = socket;

    /// <param name="netnsPath">Null for the program's own namespace.</param>
    public static ListenerReader Open(string? netnsPath)
    {
        if (netnsPath is null)
            return new ListenerReader(DiagnosticSocket.Open(null));
        using var ns = NetworkNamespace.Open(netnsPath);
        return new ListenerReader(DiagnosticSocket.Open(ns));
    }

    /// <summary>In a fixed order.</summary>
    /// <exception cref="KernelLostException">The kernel does not tell.</exception>
    public IReadOnlyList<HostListener> Read()
    {
        var bound = ListBound();
        var inodes = bound.Select(socket => socket.Inode).ToHashSet();
        if (!inodes.All(_owners.ContainsKey))
            _owners = FindOwners(inodes);
        return [.. bound
            .SelectMany(socket => AddressesOf(socket).Select(address => new HostListener(
                socket.Protocol == Tcp ? TransportProtocol.Tcp : TransportProtocol.Udp, address, socket.Port,
                _owners.GetValueOrDefault(socket.Inode).Name, _owners.GetValueOrDefault(socket.Inode).Pid)))
            .Distinct()
            .OrderBy(it => it.Protocol).ThenBy(it => it.Port).ThenBy(it => it.Address.ToString(), StringComparer.Ordinal).ThenBy(it => it.Pid)];
    }

    public void Dispose() => _socket.Dispose();

    private List<BoundSocket> ListBound()
    {
        try
        {
            return _socket.ListBound();
        }
        catch (NetlinkException broken)
        {
            throw new KernelLostException(broken);
        }
    }

    private static IEnumerable<IPAddress> AddressesOf(BoundSocket socket) =>
        socket.Address.Equals(IPAddress.IPv6Any) && !socket.IsIpv6Only ? [IPAddress.Any, IPAddress.IPv6Any] : [socket.Address];

    private static Dictionary<uint, (string? Name, int? Pid)> FindOwners(HashSet<uint> inodes)
    {
        var owners = inodes.ToDictionary(inode => inode, _ => ((string?)null, (int?)null));
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var pid))
                try
                {
                    foreach (var file in new DirectoryInfo(folder + "/fd").EnumerateFiles())
                        if (InodeOf(file.LinkTarget) is { } inode && inodes.Contains(inode))
                            owners[inode] = (File.ReadAllText(folder + "/comm").TrimEnd('\n'), pid);
                }
                catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
                {
                    // It has ended meanwhile, or belongs to somebody whom we may not look at.
                }
        return owners;
    }

    private static uint? InodeOf(string? target) =>
        target is ['s', 'o', 'c', 'k', 'e', 't', ':', '[', .. var number, ']'] && uint.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var inode)
            ? inode
            : null;
}
