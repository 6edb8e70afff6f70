using System.Net;
using Netaas.Contracts;
using Netaas.Contracts.Local;
using Netaas.Core.Naming;
using Netaas.Core.View;
using Netaas.UnitTests.Dataplane;
using Xunit;

namespace Netaas.UnitTests.Agent;

/// <summary>What an attach asks for beside an address: ports, and what of it can't be had.</summary>
public sealed class AttachmentPortTests : AttachmentCalls
{
    [Fact]
    public async Task A_published_port_stands_at_once_and_nobody_else_gets_it()
    {
        await using var agent = await StartAsync();
        var port = new LocalPort("tcp", 8080, 80, null);
        Assert.Equal(LocalFailure.None, (await CallAsync(Request(LocalVerb.Attach, "c1") with { Ports = [port] })).Failure);
        Assert.Contains(Control.Kernel.State.Objects.Values, it => it.Text.Contains("8080", StringComparison.Ordinal));
        var second = await CallAsync(Request(LocalVerb.Attach, "c2") with { Ports = [port] });
        Assert.Equal(LocalFailure.Taken, second.Failure);
        await CallAsync(Request(LocalVerb.Detach, "c1"));
        Assert.Equal(LocalFailure.None, (await CallAsync(Request(LocalVerb.Attach, "c2") with { Ports = [port] })).Failure);
    }

    [Theory]
    [InlineData("tcp", "127.0.0.1")]
    [InlineData("tcp", "::1")]
    [InlineData("tcp", "::")]
    [InlineData("1", null)]
    [InlineData("7", null)]
    [InlineData("tcp,udp", null)]
    public async Task A_port_that_could_not_be_reached_is_refused_and_the_agent_goes_on(string protocol, string? address)
    {
        await using var agent = await StartAsync();
        var answer = await CallAsync(Request(LocalVerb.Attach, "c1") with { Ports = [new LocalPort(protocol, 8080, 80, address)] });
        Assert.Equal(LocalFailure.Invalid, answer.Failure);
        await OnlyTheNextStandsAsync();
    }

    [Fact]
    public async Task A_port_that_is_asked_for_twice_in_one_call_is_refused()
    {
        await using var agent = await StartAsync();
        var answer = await CallAsync(Request(LocalVerb.Attach, "c1") with { Ports = [new LocalPort("tcp", 8080, 80, null), new LocalPort("tcp", 8080, 81, "10.0.0.1")] });
        Assert.Equal(LocalFailure.Invalid, answer.Failure);
        await OnlyTheNextStandsAsync();
    }

    [Fact]
    public async Task An_address_that_the_network_can_never_give_is_refused_for_good()
    {
        await using var agent = await StartAsync();
        var answer = await CallAsync(Request(LocalVerb.Attach, "c1") with { Addresses = ["192.168.1.5"] });
        Assert.Equal((LocalFailure.Invalid, "192.168.1.5 is in no range of network 'net-1': choose one of 10.1.0.0/16, or leave it out."), (answer.Failure, answer.Message));
    }

    [Theory]
    [InlineData("10.1.1.0")]
    [InlineData("10.1.1.1")]
    [InlineData("10.1.1.255")]
    public async Task An_address_of_the_nodes_block_that_no_pod_may_have_is_refused_for_good(string address)
    {
        await using var agent = await StartAsync();
        var answer = await CallAsync(Request(LocalVerb.Attach, "c1") with { Addresses = [address] });
        Assert.Equal((LocalFailure.Invalid, $"{address} is the network, gateway or broadcast address of 10.1.1.0/24: choose another, or leave it out."), (answer.Failure, answer.Message));
    }

    [Fact]
    public async Task A_port_of_all_nodes_that_a_service_has_is_nobody_elses()
    {
        await using var agent = await StartAsync(new ServiceItem(
            9, new ServiceId(Guid.CreateVersion7()), "shop", Views.NetworkId(1), [], [new ServicePortItem(TransportProtocol.Tcp, 80, []) { NodePort = 30080 }]));
        Assert.Equal(LocalFailure.Taken, (await CallAsync(Request(LocalVerb.Attach, "c1") with { Ports = [new LocalPort("tcp", 30080, 80, null)] })).Failure);
        Assert.Equal(LocalFailure.None, (await CallAsync(Request(LocalVerb.Attach, "c1") with { Ports = [new LocalPort("udp", 30080, 80, null)] })).Failure);
    }

    [Fact]
    public async Task A_port_that_a_pod_in_host_mode_listens_on_is_refused_with_its_name_until_that_is_gone()
    {
        var pod = new PodItem(9, new PodId(Guid.CreateVersion7()), "gateway", PodMode.Host, null, [], default, null) { HostPorts = [new PodPortItem(TransportProtocol.Tcp, 8080)] };
        await using var agent = await StartAsync(pod);
        var port = new LocalPort("tcp", 8080, 80, null);
        var refused = await CallAsync(Request(LocalVerb.Attach, "c1") with { Ports = [port] });
        Assert.Equal((LocalFailure.Taken, "TCP port 8080 of this node belongs to pod 'gateway', which is in host mode: choose another."), (refused.Failure, refused.Message));
        Assert.Equal(LocalFailure.None, (await CallAsync(Request(LocalVerb.Attach, "c2") with { Ports = [port with { Protocol = "udp" }] })).Failure);

        await Control.SendAsync(new NodeUpdate(Control.Node, 10, 11, [], [new ItemRemoval(pod.Key, 11)]));
        await Control.ReportAsync(report => report.AppliedRevision == 11);
        Assert.Equal(LocalFailure.None, (await CallAsync(Request(LocalVerb.Attach, "c1") with { Ports = [port] })).Failure);
    }

    [Fact]
    public async Task A_port_that_a_process_of_the_node_has_now_is_refused_with_its_name_but_not_one_that_podman_keeps()
    {
        Control.Listening =
        [
            new Listener(TransportProtocol.Tcp, IPAddress.Any, 8080, "nginx", 123),
            new Listener(TransportProtocol.Tcp, IPAddress.Parse("172.31.0.11"), 8081, null, null),
            new Listener(TransportProtocol.Tcp, IPAddress.Any, 8082, "conmon", 124),
        ];
        await using var agent = await StartAsync();
        var refused = await AttachAsync("c1", 8080);
        Assert.Equal((LocalFailure.Taken, "TCP port 8080 of this node is in use by process 'nginx' (pid 123), at 0.0.0.0: choose another, or end that one."), (refused.Failure, refused.Message));
        Assert.Equal(LocalFailure.Taken, (await AttachAsync("c1", 8081)).Failure);
        Assert.Equal(LocalFailure.None, (await AttachAsync("c2", 8082)).Failure);

        // It has ended this very moment: a restart must not fail over it.
        Control.Listening = [];
        Assert.Equal(LocalFailure.None, (await AttachAsync("c1", 8080)).Failure);

        // A runtime that leaves the choice has one that nobody has.
        Control.Listening = [new Listener(TransportProtocol.Tcp, IPAddress.Any, 20_000, "nginx", 123)];
        Assert.Equal(LocalFailure.None, (await CallAsync(Request(LocalVerb.Publish, "c1") with { Ports = [new LocalPort("tcp", 0, 80, null)] })).Failure);
        Assert.Contains(Control.Kernel.State.Objects.Values, it => it.Text.Contains("20001", StringComparison.Ordinal));

        Task<LocalAnswer> AttachAsync(string container, ushort port) =>
            CallAsync(Request(LocalVerb.Attach, container) with { Ports = [new LocalPort("tcp", port, 80, null)] });
    }

    [Fact]
    public async Task A_port_at_no_certain_address_is_published_by_whatever_family_the_pod_has()
    {
        Control.Record.Block = IPNetwork.Parse("fd00:1:0:1::/64");
        await using var agent = await StartAsync(
            Views.Network(1, 9) with { PodCidrs = [IPNetwork.Parse("fd00:1::/48")] },
            Views.Member(1, 1, revision: 9) with { TunnelAddresses = [IPAddress.Parse("fd00:1::1")], Blocks = [Control.Record.Block] });
        Assert.Equal(LocalFailure.None, (await CallAsync(Request(LocalVerb.Attach, "c1") with { Ports = [new LocalPort("tcp", 8080, 80, null)] })).Failure);
        Assert.Contains(Control.Kernel.State.Objects.Values, it => it.Text.Contains("8080", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_calls_that_wait_for_the_first_addresses_one_gets_the_port()
    {
        var held = new TaskCompletionSource();
        Control.Record.Held = held.Task;
        await using var agent = await StartAsync();
        var port = new LocalPort("tcp", 8080, 80, null);
        var calls = new[] { "c1", "c2" }.Select(name => CallAsync(Request(LocalVerb.Attach, name) with { Ports = [port] })).ToList();
        // Calls that came before these are waiting by now.
        for (var i = 0; i < 10; i++)
            await CallAsync(Request(LocalVerb.Status, ""));
        held.SetResult();
        Assert.Equal([LocalFailure.None, LocalFailure.Taken], (await Task.WhenAll(calls)).Select(answer => answer.Failure).Order());
    }

    [Fact]
    public async Task Of_two_attaches_that_wait_for_the_first_addresses_one_makes_it_and_its_interface_leads_to_everywhere()
    {
        var held = new TaskCompletionSource();
        Control.Record.Held = held.Task;
        await using var agent = await StartAsync();
        var calls = new[] { AttachAsync("c1"), AttachAsync("c1") };
        for (var i = 0; i < 10; i++)
            await CallAsync(Request(LocalVerb.Status, ""));
        held.SetResult();
        var answers = await Task.WhenAll(calls);
        Assert.Equal([LocalFailure.None, LocalFailure.TryAgain], answers.Select(answer => answer.Failure).Order());
        Assert.True(Assert.Single(answers, answer => answer.Failure == LocalFailure.None).Interface?.HasDefaultRoute);
        Assert.Single(Attached());
    }
}
