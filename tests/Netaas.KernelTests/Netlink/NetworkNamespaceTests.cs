using Netaas.Core.Naming;
using Netaas.Netlink;
using Xunit;

namespace Netaas.KernelTests.Netlink;

public sealed class NetworkNamespaceTests
{
    [Fact]
    public void Created_namespace_is_another_one_and_gone_after_deletion()
    {
        var path = NewPath();
        using var current = NetworkNamespace.OpenCurrent();
        using (var created = NetworkNamespace.Create(path))
        {
            using var opened = NetworkNamespace.Open(path);
            Assert.Equal(created.Inode, opened.Inode);
            Assert.NotEqual(current.Inode, created.Inode);
            Assert.True(NetworkNamespace.Exists(path));
        }

        NetworkNamespace.Delete(path);

        Assert.False(NetworkNamespace.Exists(path));
        Assert.False(File.Exists(path));
        NetworkNamespace.Delete(path);
    }

    [Fact]
    public void Second_creation_is_refused_but_opening_or_creating_adopts()
    {
        var path = NewPath();
        using var created = NetworkNamespace.Create(path);
        try
        {
            Assert.True(Assert.Throws<NetlinkException>(() => NetworkNamespace.Create(path)).IsAlreadyExists);
            using var adopted = NetworkNamespace.OpenOrCreate(path);
            Assert.Equal(created.Inode, adopted.Inode);
        }
        finally
        {
            NetworkNamespace.Delete(path);
        }
    }

    [Fact]
    public void Plain_file_left_by_a_crash_is_no_namespace_and_is_used_by_creation()
    {
        var path = NewPath();
        File.Create(path).Dispose();
        try
        {
            Assert.False(NetworkNamespace.Exists(path));
            Assert.Equal(NetlinkReason.Invalid, Assert.Throws<NetlinkException>(() => NetworkNamespace.Open(path)).Reason);
            using var created = NetworkNamespace.OpenOrCreate(path);
            Assert.True(NetworkNamespace.Exists(path));
        }
        finally
        {
            NetworkNamespace.Delete(path);
        }
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void Missing_path_is_not_found() =>
        Assert.True(Assert.Throws<NetlinkException>(() => NetworkNamespace.Open(NewPath())).IsNotFound);

    [Fact]
    public void Sysctl_is_that_of_the_namespace()
    {
        using var here = new TestNamespace();
        using var there = new TestNamespace();

        here.Namespace.WriteSysctl("net/ipv4/ip_forward", "1");
        there.Namespace.WriteSysctl("net/ipv4/ip_forward", "0");

        Assert.Equal("1", here.Namespace.ReadSysctl("net/ipv4/ip_forward"));
        Assert.Equal("0", there.Namespace.ReadSysctl("net/ipv4/ip_forward"));
        Assert.True(Assert.Throws<NetlinkException>(() => here.Namespace.ReadSysctl("net/ipv4/nothing")).IsNotFound);
    }

    [Fact]
    public void Sysctl_of_a_link_is_found_in_its_namespace_only()
    {
        using var here = new TestNamespace();
        using var there = new TestNamespace();
        here.Execute(b => b.AddBridge(new InterfaceName("br0")));

        here.Namespace.WriteSysctl("net/ipv4/conf/br0/rp_filter", "2");

        Assert.Equal("2", here.Namespace.ReadSysctl("net/ipv4/conf/br0/rp_filter"));
        Assert.True(Assert.Throws<NetlinkException>(() => there.Namespace.ReadSysctl("net/ipv4/conf/br0/rp_filter")).IsNotFound);
    }

    [Fact]
    public void Namespace_held_open_outlives_its_path()
    {
        var path = NewPath();
        using var ns = NetworkNamespace.Create(path);
        NetworkNamespace.Delete(path);

        using var socket = RouteSocket.Open(ns);

        Assert.Equal("lo", Assert.Single(socket.ListLinks()).Name);
    }

    [Fact]
    public async Task No_thread_of_the_program_stays_in_another_namespace()
    {
        using var here = new TestNamespace();
        using var there = new TestNamespace();
        // Work on many threads at once, with collections and compilation under way, is what makes the runtime start threads.
        var workers = Enumerable.Range(0, 16).Select(n => Task.Run(() =>
        {
            for (var i = 0; i < 50; i++)
            {
                using var socket = RouteSocket.Open(n % 2 == 0 ? here.Namespace : there.Namespace);
                socket.ListLinks();
                here.Namespace.ReadSysctl("net/ipv4/ip_forward");
                GC.Collect(i % 3, GCCollectionMode.Forced, blocking: false);
            }
        }));
        await Task.WhenAll(workers);

        using var current = NetworkNamespace.OpenCurrent();
        Assert.All(ThreadNamespaces(), inode => Assert.Equal($"net:[{current.Inode}]", inode));
    }

    private static List<string> ThreadNamespaces()
    {
        var found = new List<string>();
        foreach (var task in Directory.GetDirectories("/proc/self/task"))
            try
            {
                found.Add(new FileInfo($"{task}/ns/net").LinkTarget ?? "");
            }
            catch (IOException)
            {
                // The thread has ended since it was listed.
            }
        return found;
    }

    private static string NewPath() => $"{NetworkNamespace.Folder}/t-{Guid.NewGuid():N}"[..24];
}
