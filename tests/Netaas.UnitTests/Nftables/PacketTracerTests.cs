using System.Net;
using Netaas.Core.Addressing;
using Netaas.Nftables;
using Xunit;

namespace Netaas.UnitTests.Nftables;

public sealed class PacketTracerTests
{
    private const string Ruleset =
        """
        table inet netaas {
        	map host-ports {
        		type ipv4_addr . inet_proto . inet_service : ipv4_addr . inet_service
        		elements = { 172.31.0.11 . tcp . 8080 : 10.10.1.2 . 80,
        			     172.31.0.11 . udp . 9000 : 10.10.1.3 . 53 }
        	}

        	set pairs {
        		type ifname . ifname
        		elements = { "br-blue" . "vx-blue", "vx-blue" . "br-blue" }
        	}

        	set subnets {
        		type ipv4_addr
        		flags interval
        	}

        	chain nat-prerouting {
        		type nat hook prerouting priority dstnat; policy accept;
        		fib daddr type local dnat ip to ip daddr . meta l4proto . th dport map @host-ports comment "published"
        	}

        	chain filter-forward {
        		type filter hook forward priority filter; policy drop;
        		ct state established,related accept
        		ct status dnat accept
        		iifname . oifname @pairs accept
        		iifname "br-*" oifname != "br-*" jump egress
        	}

        	chain egress {
        		ip daddr 192.0.2.0/24 return
        		tcp dport { 25, 6000-6010 } drop
        		accept
        	}

        	chain nat-postrouting {
        		type nat hook postrouting priority srcnat; policy accept;
        		ip saddr @subnets oifname "eth0" counter masquerade
        	}
        }
        table bridge netaas {
        	chain filter-prerouting {
        		type filter hook prerouting priority dstnat; policy accept;
        		iifname "veth1" ether saddr . ip saddr != { 02:00:00:00:00:01 . 10.10.1.2 } drop
        	}
        }
        add element subnets { 10.10.0.0/16 }
        """;

    private static readonly TracedHost s_host = new(
        [IPAddress.Parse("172.31.0.11"), IPAddress.Parse("10.10.1.1")],
        [Route("10.10.1.0/24", "br-blue"), Route("10.10.2.0/24", "vx-blue"), Route("172.31.0.0/24", "eth0"), Route("0.0.0.0/0", "eth0")]);

    private static readonly PacketTracer s_tracer = PacketTracer.Parse(Ruleset);

    [Theory]
    [InlineData("eth0", "198.51.100.2", "tcp", "172.31.0.11", 8080, "Sent 10.10.1.2:80 by br-blue")]
    [InlineData("eth0", "198.51.100.2", "udp", "172.31.0.11", 9000, "Sent 10.10.1.3:53 by br-blue")]
    [InlineData("eth0", "198.51.100.2", "udp", "172.31.0.11", 8080, "Delivered 172.31.0.11:8080")]
    [InlineData("eth0", "198.51.100.2", "tcp", "10.10.1.2", 80, "Dropped 10.10.1.2:80 by br-blue")]
    [InlineData("br-blue", "10.10.1.2", "tcp", "10.10.2.2", 80, "Sent 10.10.2.2:80 by vx-blue")]
    [InlineData("br-blue", "10.10.1.2", "tcp", "198.51.100.2", 443, "Sent 198.51.100.2:443 by eth0 masqueraded")]
    [InlineData("br-blue", "10.10.1.2", "tcp", "198.51.100.2", 25, "Dropped 198.51.100.2:25 by eth0")]
    [InlineData("br-blue", "10.10.1.2", "tcp", "198.51.100.2", 6005, "Dropped 198.51.100.2:6005 by eth0")]
    [InlineData("br-blue", "10.10.1.2", "udp", "198.51.100.2", 25, "Sent 198.51.100.2:25 by eth0 masqueraded")]
    [InlineData("br-blue", "10.10.1.2", "tcp", "192.0.2.1", 443, "Dropped 192.0.2.1:443 by eth0")]
    public void Packet_ends_where_the_kernel_would_let_it_end(string device, string source, string protocol, string destination, int port, string expected)
    {
        var packet = new TracedPacket(protocol, IPAddress.Parse(source), IPAddress.Parse(destination)) { InputInterface = device, DestinationPort = (ushort)port };

        Assert.Equal(expected, Text(s_tracer.Arriving(packet, s_host)));
    }

    [Fact]
    public void Later_packets_of_a_connection_pass_no_nat_chain()
    {
        var reply = Tcp("10.10.1.2", "198.51.100.2", 40000) with { InputInterface = "br-blue", State = ConnectionState.Established };

        var result = s_tracer.Arriving(reply, s_host);

        Assert.Equal("Sent 198.51.100.2:40000 by eth0", Text(result));
        Assert.Equal(["inet filter-forward: ct state established,related accept"], result.Rules);
    }

    [Fact]
    public void Deciding_rules_are_named_in_order()
    {
        var result = s_tracer.Arriving(Tcp("198.51.100.2", "172.31.0.11", 8080) with { InputInterface = "eth0" }, s_host);

        Assert.Equal(
            [
                "inet nat-prerouting: fib daddr type local dnat ip to ip daddr . meta l4proto . th dport map @host-ports comment \"published\"",
                "inet filter-forward: ct status dnat accept",
            ],
            result.Rules);
    }

    [Fact]
    public void Host_sends_by_its_routes_and_to_itself()
    {
        Assert.Equal("Sent 198.51.100.2:80 by eth0", Text(s_tracer.Sending(Tcp("172.31.0.11", "198.51.100.2", 80), s_host)));
        Assert.Equal("Delivered 10.10.1.1:80", Text(s_tracer.Sending(Tcp("172.31.0.11", "10.10.1.1", 80), s_host)));
        Assert.Equal("Unroutable 10.9.9.9:80", Text(s_tracer.Sending(Tcp("172.31.0.11", "10.9.9.9", 80), s_host with { Routes = [] })));
    }

    [Theory]
    [InlineData("02:00:00:00:00:01", "10.10.1.2", TraceOutcome.Sent)]
    [InlineData("02:00:00:00:00:02", "10.10.1.2", TraceOutcome.Dropped)]
    [InlineData("02:00:00:00:00:01", "10.10.1.9", TraceOutcome.Dropped)]
    public void Bridge_judges_a_frame_by_its_sender(string mac, string source, TraceOutcome expected)
    {
        Assert.True(MacAddress.TryParse(mac, out var address));
        var frame = Tcp(source, "10.10.1.1", 80) with { InputInterface = "veth1", EtherSource = address };

        Assert.Equal(expected, s_tracer.Bridged(frame, s_host).Outcome);
        Assert.Equal(TraceOutcome.Sent, s_tracer.Bridged(frame with { InputInterface = "veth2" }, s_host).Outcome);
    }

    [Theory]
    [InlineData("tcp flags syn accept")]
    [InlineData("ip saddr @none accept")]
    [InlineData("limit rate 1/second accept")]
    [InlineData("dnat ip to 10.0.0.1")]
    [InlineData("ip saddr . ct mark @pairs accept")]
    public void Rule_that_the_tracer_does_not_know_is_refused(string rule) =>
        Assert.Throws<FormatException>(() => PacketTracer.Parse($"table inet t {{\n\tset pairs {{\n\t\ttype ifname . ifname\n\t}}\n\tchain c {{\n\t\t{rule}\n\t}}\n}}"));

    private static TracedPacket Tcp(string source, string destination, ushort port) =>
        new("tcp", IPAddress.Parse(source), IPAddress.Parse(destination)) { DestinationPort = port };

    private static TracedRoute Route(string destination, string device) => new(IPNetwork.Parse(destination), device);

    private static string Text(TraceResult result)
    {
        var by = result.Packet.OutputInterface is { Length: > 0 } device && result.Outcome != TraceOutcome.Unroutable ? $" by {device}" : "";
        return $"{result.Outcome} {result.Packet.Destination}:{result.Packet.DestinationPort}{by}{(result.IsMasqueraded ? " masqueraded" : "")}";
    }
}
