using System.Globalization;
using System.Text;
using Xunit;

namespace Netaas.SystemTests.Truth;

/// <summary>Who reaches whom, and by which address it is seen.</summary>
internal sealed class TruthTable(TruthFleet fleet, int family)
{
    private readonly List<Cell> _cells = [];

    /// <param name="seen">The client's address as the server sees it; null where nothing must come through.</param>
    private void Add((string Name, string Netns) from, (string Name, string Address) to, string? seen, int port = Echo.Port, string protocol = "tcp") =>
        _cells.Add(new Cell(from.Name, from.Netns, protocol, to.Name, to.Address, port, seen));

    /// <summary>Asks all of it with real packets, and names each cell that is not as it should be.</summary>
    public async Task AssertAsync()
    {
        var seen = await Echo.AskAsync(_cells.Select(cell => (cell.Netns, cell.Protocol, cell.Address, cell.Port)));
        var text = new StringBuilder();
        for (var i = 0; i < _cells.Count; i++)
            if (seen[i] != _cells[i].Seen)
                text.Append(CultureInfo.InvariantCulture, $"{_cells[i].From} → {_cells[i].To} ({_cells[i].Protocol} {_cells[i].Address}:{_cells[i].Port}): seen as {seen[i] ?? "nothing"}, should be {_cells[i].Seen ?? "nothing"}\n");
        Assert.True(text.Length == 0, text.ToString());
    }

    /// <summary>Pods, nodes and the outside, seen from and by pods of an overlay.</summary>
    /// <param name="network"><c>tunnel</c>, <c>cross</c> or <c>plain</c>.</param>
    public TruthTable AddOverlay(string network)
    {
        var isPlain = network == "plain";
        var (a1, b1, a3, a2) = (fleet.Pod(network, "a1"), fleet.Pod(network, "b1"), fleet.Pod(network, "a3"), fleet.Pod(network, "a2"));
        AddPair(a1, b1, reach: true);
        AddPair(a1, a3, reach: true);
        AddPair(a1, a2, reach: !isPlain);

        // Nodes to pods: over a tunnel from the tunnel address, straight from the underlay address, here from the gateway.
        var straight = network == "tunnel" ? fleet.Tunnel(network, "node-1", family) : Node("node-1").Address;
        Add(From("node-1"), To(a1), TruthFleet.Gateway(a1, family));
        Add((fleet.Host.Name, fleet.Host.Netns), To(a1), TruthFleet.Gateway(a1, family));
        Add(From("node-1"), To(a3), straight);
        Add((fleet.Host.Name, fleet.Host.Netns), To(a3), straight);
        Add(From("node-1"), To(a2), isPlain ? null : fleet.Tunnel(network, "node-1", family));
        // Of the plain network's a1 the site's router knows.
        Add(From("node-4"), To(a1), isPlain ? Node("node-4").Address : fleet.Tunnel(network, "node-4", family));

        // Pods to nodes, at the underlay's address, at the tunnel address, and to the own one at the gateway.
        var kept = network == "tunnel" ? Node("node-1").Address : Address(a1);
        Add(From(a1), Node("node-1"), Address(a1));
        Add(From(a1), Node("node-3"), kept);
        Add(From(a1), Node("node-2"), kept);
        Add(From(a1), ("gateway", TruthFleet.Gateway(a1, family)), Address(a1));
        if (!isPlain)
            foreach (var node in new[] { "node-1", "node-2", "node-3", "node-4" })
                Add(From(a1), ($"{node} tunnel", fleet.Tunnel(network, node, family)), Address(a1));

        Add(From(a1), ("outside", fleet.OutsideAddress(family)), isPlain ? Address(a1) : Node("node-1").Address);
        Add(("outside", fleet.Stack.OutsideNetns), To(a1), null);
        return this;
    }

    /// <summary>A network of one node each: Docker's bridge.</summary>
    public TruthTable AddLocal()
    {
        var (a1, b1, a3) = (fleet.Pod("local", "a1"), fleet.Pod("local", "b1"), fleet.Pod("local", "a3"));
        AddPair(a1, b1, reach: true);
        // The pod of the other node has the same address: whoever answers there is on this node.
        Add(From(a3), To(a1), Address(a1) == Address(a3) ? Address(a3) : null);
        Add(From("node-1"), To(a1), TruthFleet.Gateway(a1, family));
        Add(From(a1), Node("node-1"), Address(a1));
        Add(From(a1), Node("node-2"), Node("node-1").Address);
        Add(From(a1), ("outside", fleet.OutsideAddress(family)), Node("node-1").Address);
        return this;
    }

    /// <summary>No pod reaches a pod or gateway of another network, on its node or elsewhere.</summary>
    public TruthTable AddIsolation()
    {
        string[] networks = ["tunnel", "cross", "plain", "local"];
        foreach (var from in networks)
            foreach (var to in networks)
                if (from != to)
                {
                    foreach (var pod in new[] { "b1", "a3", "a2" })
                        Add(From(fleet.Pod(from, "a1")), To(fleet.Pod(to, pod)), null);
                    Add(From(fleet.Pod(from, "a1")), ("gateway of " + to, TruthFleet.Gateway(fleet.Pod(to, "a1"), family)), null);
                    if (to is "tunnel" or "cross")
                        Add(From(fleet.Pod(from, "a1")), ("node-3 in " + to, fleet.Tunnel(to, "node-3", family)), null);
                }
        return this;
    }

    /// <summary>A pod on node-1 published on every node, asked for from everywhere.</summary>
    public TruthTable AddPublished(string network, string protocol, int port)
    {
        var (a1, b1, a3) = (fleet.Pod(network, "a1"), fleet.Pod(network, "b1"), fleet.Pod(network, "a3"));
        var outside = ("outside", fleet.Stack.OutsideNetns);
        Add(outside, Node("node-1"), fleet.OutsideAddress(family), port, protocol);
        Add(outside, Node("node-3"), network == "tunnel" ? fleet.Tunnel(network, "node-3", family) : Node("node-3").Address, port, protocol);
        // Without encapsulation the other subnet's node has no way of its own to the pod, but the site's router knows one.
        Add(outside, Node("node-2"), network == "plain" ? Node("node-2").Address : fleet.Tunnel(network, "node-2", family), port, protocol);
        Add(From("node-3"), Node("node-1"), Node("node-3").Address, port, protocol);
        Add(From("node-1"), Node("node-1"), Node("node-1").Address, port, protocol);
        if (family == 0)
            Add(From("node-1"), ("localhost", "127.0.0.1"), TruthFleet.Gateway(a1, family), port, protocol);
        Add(From(a1), Node("node-1"), TruthFleet.Gateway(a1, family), port, protocol);
        Add(From(b1), Node("node-1"), Address(b1), port, protocol);
        Add(From(a3), Node("node-1"), network == "tunnel" ? Node("node-3").Address : Address(a3), port, protocol);
        Add(From(fleet.Pod("local", "a1")), Node("node-1"), Address(fleet.Pod("local", "a1")), port, protocol);
        return this;
    }

    /// <summary>A pod on node-1 published at that node's underlay address: there alone, and as everywhere where it is asked for there.</summary>
    public TruthTable AddPublishedAtChosenAddress(string network, int port)
    {
        var (a1, b1) = (fleet.Pod(network, "a1"), fleet.Pod(network, "b1"));
        var outside = ("outside", fleet.Stack.OutsideNetns);
        Add(outside, Node("node-1"), fleet.OutsideAddress(family), port);
        Add(From("node-3"), Node("node-1"), Node("node-3").Address, port);
        Add(From("node-1"), Node("node-1"), Node("node-1").Address, port);
        Add(From(b1), Node("node-1"), Address(b1), port);
        Add(outside, Node("node-3"), null, port);
        Add(From("node-1"), ("localhost", family == 0 ? "127.0.0.1" : "::1"), null, port);
        Add(From(b1), ("gateway", TruthFleet.Gateway(a1, family)), null, port);
        return this;
    }

    /// <summary>Who shares a namespace meets on localhost and is seen by one address.</summary>
    public TruthTable AddModes()
    {
        var sharer = (fleet.Sharer.Name, fleet.Sharer.Netns);
        var loopback = family == 0 ? "127.0.0.1" : "::1";
        Add(sharer, ("localhost", loopback), loopback);
        Add(sharer, To(fleet.Pod("tunnel", "a3")), Address(fleet.Pod("tunnel", "a1")));
        Add((fleet.Host.Name, fleet.Host.Netns), ("localhost", loopback), loopback);
        Add((fleet.Host.Name, fleet.Host.Netns), Node("node-2"), Node("node-1").Address);
        return this;
    }

    private void AddPair(TruthPod one, TruthPod other, bool reach)
    {
        Add(From(one), To(other), reach ? Address(one) : null);
        Add(From(other), To(one), reach ? Address(other) : null);
    }

    private string Address(TruthPod pod) => pod.Addresses[family];

    private (string Name, string Address) To(TruthPod pod) => (pod.Name, Address(pod));

    private (string Name, string Address) Node(string node) => (node, fleet.Underlay(node, family));

    private static (string Name, string Netns) From(TruthPod pod) => (pod.Name, pod.Netns);

    private (string Name, string Netns) From(string node) => (node, fleet.Stack.NodeNetns(node));

    private sealed record Cell(string From, string Netns, string Protocol, string To, string Address, int Port, string? Seen);
}
