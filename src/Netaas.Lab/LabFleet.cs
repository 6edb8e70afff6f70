using Netaas.Lab.Wiring;
using Netaas.Netlink;

namespace Netaas.Lab;

/// <summary>
/// A fleet on one machine: a namespace a node, joined by a switch that checks sources as a cloud's does, and a namespace
/// beyond a router that stands for the internet. Everything is found by its name, so any process may take over a lab
/// that another has brought up.
/// </summary>
public sealed class LabFleet(LabOptions options)
{
    public LabLayout Layout { get; } = new(options);

    /// <summary>Makes what is missing and leaves alone what stands; an isolated node stays isolated.</summary>
    /// <exception cref="ArgumentException">The options can't be used.</exception>
    /// <exception cref="NetlinkException">The kernel refuses; what was made stands, and is used the next time.</exception>
    public void Up()
    {
        if (Layout.Options.Problem is { } problem)
            throw new ArgumentException(problem);
        using var namespaces = new LabNamespaces();
        var underlay = namespaces.OpenOrCreate(Layout.UnderlayPath);
        Underlay.Prepare(underlay, Layout);
        SourceCheck.Install(underlay.Namespace, Layout);
        Underlay.JoinOutside(underlay, namespaces.OpenOrCreate(Layout.OutsidePath), Layout);
        var nodes = Layout.Nodes.Select(node => (Which: node, At: namespaces.OpenOrCreate(node.NamespacePath))).ToList();
        foreach (var (which, at) in nodes)
            Underlay.JoinNode(underlay, at, which);
        Underlay.Acquaint(nodes);
        if (Layout.Options.ManagementLink)
            ManagementLink.Join(namespaces.OpenHost(), underlay, Layout);
    }

    /// <summary>Removes all that carries the lab's id, its nodes' pods, and the management link. Goes on after failures.</summary>
    /// <param name="podNamespaces">Further namespaces to remove, for pods that have no link any more.</param>
    /// <exception cref="AggregateException">Something couldn't be removed.</exception>
    public void Down(params IEnumerable<string> podNamespaces)
    {
        var failures = new List<Exception>();
        Attempt(failures, () =>
        {
            using var host = RouteSocket.Open();
            ManagementLink.Remove(host, Layout);
        });
        var own = Standing();
        IEnumerable<string> pods = podNamespaces;
        Attempt(failures, () => pods = pods.Union(FindPods(own)).ToList());
        foreach (var path in pods.Concat(own))
            Attempt(failures, () => NetworkNamespace.Delete(path));
        if (failures.Count > 0)
            throw new AggregateException($"The lab {Layout.Options.Id} couldn't be removed whole.", failures);
    }

    /// <summary>Takes a node's cable out: its port on the switch goes down.</summary>
    /// <exception cref="ArgumentException">The lab has no such node.</exception>
    public void Isolate(string node) => SetPort(node, up: false);

    /// <summary>Puts the cable back.</summary>
    /// <exception cref="ArgumentException">The lab has no such node.</exception>
    public void Restore(string node) => SetPort(node, up: true);

    private void SetPort(string node, bool up)
    {
        var port = Layout.Node(node).Port;
        using var underlay = NetworkNamespace.Open(Layout.UnderlayPath);
        using var socket = RouteSocket.Open(underlay);
        var wire = new Wire(underlay, socket);
        wire.Run($"set the port of {node} {(up ? "up" : "down")}", b => b.SetLink(wire.Index(port), new LinkOptions(Up: up)));
    }

    private List<string> Standing() => Directory.Exists(NetworkNamespace.Folder)
        ? [.. Directory.EnumerateFiles(NetworkNamespace.Folder, Layout.Prefix + "*").Order(StringComparer.Ordinal)]
        : [];

    private static List<string> FindPods(List<string> own)
    {
        var nodes = own.Where(NetworkNamespace.Exists).Select(NetworkNamespace.Open).ToList();
        try
        {
            return PodNamespaces.Find(nodes);
        }
        finally
        {
            nodes.ForEach(n => n.Dispose());
        }
    }

    private static void Attempt(List<Exception> failures, Action step)
    {
        try
        {
            step();
        }
        catch (Exception e) when (e is NetlinkException or IOException or UnauthorizedAccessException)
        {
            failures.Add(e); // thrown together at the end
        }
    }
}
