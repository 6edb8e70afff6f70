using System.Net;
using System.Net.Sockets;
using Netaas.Agent.Peers;
using Netaas.KernelTests.Dataplane;
using Xunit;

namespace Netaas.KernelTests.Agent;

/// <summary>How nodes find out from each other: by their kernels' answers, with no agent anywhere.</summary>
public sealed class NeighborTests : IDisposable
{
    private readonly TestFleet _fleet = new(2);

    public NeighborTests()
    {
        foreach (var node in new[] { 1, 2 })
            _fleet.Shell($"node-{node}", $"ip -6 addr flush dev eth0; ip addr add fe80::1{node}/64 dev eth0 nodad; ip addr add 2001:db8:31::1{node}/64 dev eth0 nodad");
    }

    [Theory]
    [InlineData("172.31.0.12")]
    [InlineData("2001:db8:31::12")]
    public void A_kernel_echoes_what_it_was_asked_and_one_whose_cable_is_out_does_not(string address)
    {
        using var echoes = KernelEchoes.Open(_fleet.Path("node-1"));
        Assert.Null(echoes.Trouble);
        Assert.True(IsAnswered(4_711, within: 20));
        _fleet.Shell("underlay", "ip link set u2 down");
        Assert.False(IsAnswered(4_712, within: 3));

        bool IsAnswered(ulong nonce, int within)
        {
            for (var i = 0; i < within; i++)
            {
                echoes.Ask(IPAddress.Parse(address), nonce);
                // A ping of the same way and of the same kernel takes the time that an answer needs.
                TestFleet.ShellAt(_fleet.Path("node-1"), $"ping -qc 1 -W 1 {address} || true");
                while (echoes.TryTake(out var from, out var back))
                    if (back == nonce && from.Equals(IPAddress.Parse(address)))
                        return true;
            }
            return false;
        }
    }

    [Fact]
    public void The_default_routes_say_who_else_would_be_heard()
    {
        using var echoes = KernelEchoes.Open(_fleet.Path("node-1"));
        Assert.Equal([IPAddress.Parse("172.31.0.1")], echoes.Gateways());
    }

    [Theory]
    [InlineData("172.31.0.200", 32)]
    [InlineData("2001:db8:31::1:5", 128)]
    public void Who_has_an_address_says_so_and_an_announcement_turns_neighbors_over(string text, int prefix)
    {
        var address = IPAddress.Parse(text);
        using var voice = KernelVoice.Open(_fleet.Path("node-1"));
        Assert.False(IsHeard(within: 3));
        _fleet.Shell("node-2", $"ip addr add {text}/{prefix} dev eth0 nodad 2> /dev/null || ip addr add {text}/{prefix} dev eth0");
        Assert.True(IsHeard(within: 20));

        // The router knows node 2 for it; then node 1 has it, and says so.
        _fleet.Shell("underlay", $"ip -6 addr flush dev br0; ip addr add fe80::1/64 dev br0 nodad; ip addr add 2001:db8:31::1/64 dev br0 nodad; ping -qc 1 -W 2 {text}");
        Assert.Contains(MacOf("node-2"), Neighbors(), StringComparison.Ordinal);
        _fleet.Shell("node-2", $"ip addr del {text}/{prefix} dev eth0");
        _fleet.Shell("node-1", $"ip addr add {text}/{prefix} dev eth0 nodad 2> /dev/null || ip addr add {text}/{prefix} dev eth0");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!Neighbors().Contains(MacOf("node-1"), StringComparison.Ordinal))
        {
            voice.Announce(address);
            limit.Token.ThrowIfCancellationRequested();
        }
        // It is an address like any other, and none of ours.
        Assert.Empty(voice.Held());

        bool IsHeard(int within)
        {
            for (var i = 0; i < within; i++)
            {
                voice.Ask(address);
                TestFleet.ShellAt(_fleet.Path("node-1"), $"ping -qc 1 -W 1 {(address.AddressFamily == AddressFamily.InterNetwork ? "172.31.0.12" : "2001:db8:31::12")}");
                while (voice.TryHear(out var heard, out var who))
                    if (heard.Equals(address))
                    {
                        Assert.Equal(MacOf("node-2"), who);
                        return true;
                    }
            }
            return false;
        }

        string Neighbors() => _fleet.Shell("underlay", $"ip neigh show {text}");
    }

    public void Dispose() => _fleet.Dispose();

    private string MacOf(string node) => _fleet.Shell(node, "ip -o link show eth0 | sed 's/.*ether \\([^ ]*\\).*/\\1/'").Trim();
}
