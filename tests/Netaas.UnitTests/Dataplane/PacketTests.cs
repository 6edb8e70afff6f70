using System.Net;
using Netaas.Core.Addressing;
using Netaas.Dataplane.Compile;
using Netaas.Dataplane.Names;
using Netaas.Dataplane.Objects;
using Netaas.Nftables;
using Xunit;

namespace Netaas.UnitTests.Dataplane;

/// <summary>
/// A scenario's <c>packets.txt</c>: where a packet comes from, and what becomes of it on the node.
/// <code>
/// from                 source        protocol  destination:port
///     outcome
/// </code>
/// The source may have a port, where rules ask for it. From is an interface, <c>host</c>, or <c>frame@port/mac</c> for a frame that a pod gives to its bridge.
/// The protocol <c>neighbor-advert</c> has the address that it speaks of in the destination's place.
/// </summary>
public sealed class PacketTests
{
    public static TheoryData<string> Scenarios() =>
        [.. ScenarioTests.Names().Where(name => File.Exists(Path.Combine(ScenarioTests.Folder(name), "packets.txt")))];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void Packets_end_where_the_table_says(string scenario)
    {
        var plan = ScenarioTests.Plan(scenario);
        var tracer = PacketTracer.Parse(ScenarioTests.RulesetText(plan));
        var host = Host(plan);
        var path = Path.Combine(ScenarioTests.Folder(scenario), "packets.txt");

        var traced = File.ReadAllLines(path)
            .Where(line => line.Length > 0 && !char.IsWhiteSpace(line[0]))
            .Select(line => line[0] == '#' ? line + "\n" : $"{line}\n    {Outcome(tracer, host, line)}\n");

        Golden.Check(path, string.Concat(traced));
    }

    private static string Outcome(PacketTracer tracer, TracedHost host, string line)
    {
        var columns = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var from = columns[0];
        var destination = IPEndPoint.Parse(columns[3]);
        var source = IPEndPoint.Parse(columns[1]);
        var advertises = columns[2] == "neighbor-advert";
        var packet = new TracedPacket(advertises ? "ipv6-icmp" : columns[2], source.Address, destination.Address)
        {
            SourcePort = source.Port == 0 ? null : (ushort)source.Port,
            AdvertisedNeighbor = advertises ? destination.Address : null,
            DestinationPort = advertises ? null : columns[2] == "icmp" ? null : (ushort)destination.Port,
        };
        if (from == "host")
            return Text(tracer.Sending(packet, host));
        if (!from.StartsWith("frame@", StringComparison.Ordinal))
            return Text(tracer.Arriving(packet with { InputInterface = from }, host));
        var (port, mac) = (from["frame@".Length..from.IndexOf('/', StringComparison.Ordinal)], from[(from.IndexOf('/', StringComparison.Ordinal) + 1)..]);
        Assert.True(MacAddress.TryParse(mac, out var sender));
        var taken = tracer.Bridged(packet with { InputInterface = port, EtherSource = sender }, host);
        if (taken.Outcome != TraceOutcome.Sent)
            return "dropped";
        return taken.Packet.EtherDestination == FixedNames.BridgeMac ? "taken by the bridge for the node" : "taken by the bridge";
    }

    private static string Text(TraceResult result) => result.Outcome switch
    {
        TraceOutcome.Delivered => $"delivered at {Destination(result.Packet)}",
        TraceOutcome.Sent => $"sent to {Destination(result.Packet)} by {result.Packet.OutputInterface}{(result.IsMasqueraded ? ", masqueraded" : "")}",
        TraceOutcome.Dropped => $"dropped by {result.Rules[^1]}",
        TraceOutcome.Unroutable => "unroutable",
        _ => throw new ArgumentOutOfRangeException(nameof(result), result, null),
    };

    private static string Destination(TracedPacket packet) => packet.DestinationPort is { } port
        ? new IPEndPoint(packet.Destination, port).ToString()
        : packet.Destination.ToString();

    /// <summary>The node's own addresses and routes, those of the plan and those of its uplink.</summary>
    private static TracedHost Host(NodePlan plan)
    {
        var addresses = plan.Objects.OfType<AddressObject>().ToList();
        var uplink = IPAddress.Parse("172.31.0.11");
        return new TracedHost(
            [uplink, .. addresses.Select(a => a.Address.Address), .. plan.Objects.OfType<AnsweredAddressObject>().Select(a => a.Address)],
            [
                new TracedRoute(IPNetwork.Parse("172.31.0.0/24"), "eth0"),
                new TracedRoute(IPNetwork.Parse("0.0.0.0/0"), "eth0"),
                new TracedRoute(IPNetwork.Parse("::/0"), "eth0"),
                .. addresses.Select(a => new TracedRoute(a.Address.Network, a.On.Value)),
                .. plan.Objects.OfType<RouteObject>().Select(r => new TracedRoute(r.Destination, r.On?.Value ?? "eth0")),
            ]);
    }
}
