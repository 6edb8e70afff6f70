using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Netaas.Agent.Attachments;
using Netaas.Contracts;
using Netaas.Contracts.Local;
using Netaas.Core.Naming;
using Netaas.Core.View;
using Netaas.Dataplane.Diff;
using Netaas.Dataplane.Kernel;
using Netaas.Dataplane.Objects;
using Netaas.UnitTests.Dataplane;
using Xunit;

namespace Netaas.UnitTests.Agent;

public sealed class AttachmentTests : IAsyncLifetime
{
    private readonly string _netns = Path.GetTempFileName();
    private readonly TestControlPlane _control = new();

    [Fact]
    public async Task An_attach_is_answered_from_a_lease_and_recorded_afterwards()
    {
        await using var agent = await StartAsync();
        var answer = await AttachAsync("c1");
        Assert.Equal((LocalFailure.None, null), (answer.Failure, answer.Message));
        Assert.Equal(["10.1.1.2/24"], answer.Interface?.Addresses);
        Assert.Equal(["10.1.1.1"], answer.Interface?.Gateways);
        Assert.Equal(answer.Interface?.HostInterface, Assert.Single(Attached()).HostEnd.Value);
        var told = await _control.Record.HearAsync(sync => sync.Attached.Count == 1);
        Assert.Equal(("c1/eth0", answer.Interface?.Pod), (told.Attached[0].AttachmentId, told.Attached[0].Pod.ToString()));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("no json")]
    [InlineData("""{"verb": "Attach"}""")]
    [InlineData("""{"verb": "Attach", "runtime": null}""")]
    [InlineData("""{"verb": "Nonsense", "runtime": "cni"}""")]
    [InlineData("""{"verb": "Attach", "runtime": "cni"}""")]
    [InlineData("""{"verb": "Attach", "runtime": "cni", "containerId": "c1", "interface": "eth0", "network": "blue", "labels": null}""")]
    [InlineData("""{"verb": "Attach", "runtime": "cni", "containerId": "c1", "interface": "eth0", "network": "blue", "labels": {"app": null}}""")]
    [InlineData("""{"verb": "Attach", "runtime": "cni", "containerId": "c1", "interface": "eth0", "network": "blue", "ports": [null]}""")]
    [InlineData("""{"verb": "Attach", "runtime": "cni", "containerId": "c1", "interface": "eth0", "network": "blue", "ports": [{}]}""")]
    [InlineData("""{"verb": "Gc", "runtime": "cni", "valid": [null]}""")]
    public async Task A_request_that_is_not_whole_is_refused_and_the_agent_goes_on(string request)
    {
        await using var agent = await StartAsync();
        var answer = await AskAsync(Encoding.UTF8.GetBytes(request));
        Assert.NotEqual(LocalFailure.None, answer.Failure);
        Assert.NotEmpty(answer.Message ?? "");
        Assert.Equal(LocalFailure.None, (await AttachAsync("c2")).Failure);
    }

    [Fact]
    public async Task What_a_request_leaves_out_is_as_if_nothing_was_asked_for()
    {
        await using var agent = await StartAsync();
        var answer = await AskAsync(Encoding.UTF8.GetBytes(
            $$"""{"verb": "Attach", "runtime": "cni", "containerId": "c1", "interface": "eth0", "network": "blue", "netns": "{{_netns}}"}"""));
        Assert.Equal((LocalFailure.None, null), (answer.Failure, answer.Message));
        Assert.Equal(["10.1.1.2/24"], answer.Interface?.Addresses);
    }

    [Fact]
    public async Task A_detach_takes_it_down_and_the_record_hears_why()
    {
        await using var agent = await StartAsync();
        await AttachAsync("c1");
        await _control.Record.HearAsync(sync => sync.Attached.Count == 1);
        Assert.Equal(LocalAnswer.Done, await CallAsync(Request(LocalVerb.Detach, "c1")));
        Assert.Equal(LocalAnswer.Done, await CallAsync(Request(LocalVerb.Detach, "c1")));
        var told = await _control.Record.HearAsync(sync => sync.Detached.Count == 1);
        Assert.Equal("detached by its runtime", told.Detached[0].Reason);
        await OnlyTheNextStandsAsync();
    }

    [Fact]
    public async Task Without_a_control_plane_pods_begin_until_the_warm_set_is_used_up_and_then_it_says_to_try_again()
    {
        await using var agent = await StartAsync();
        await AttachAsync("c0");
        await _control.Record.HearAsync(sync => sync.Attached.Count == 1);
        _control.IsAway = true;
        var count = 0;
        LocalAnswer answer;
        while ((answer = await AttachAsync($"c{count + 1}")).Failure == LocalFailure.None)
            count++;
        Assert.Equal(LocalFailure.TryAgain, answer.Failure);
        // The agent may have been cut off before it had another lease in the place of the first one.
        Assert.InRange(count, _control.Record.Size - 1, _control.Record.Size);
        Assert.Equal(count + 1, Attached().Select(pod => pod.Interface.Addresses[0]).Distinct().Count());
        Assert.Equal(LocalFailure.TryAgain, (await CallAsync(Request(LocalVerb.Status, ""))).Failure);

        _control.IsAway = false;
        await _control.Record.HearAsync(sync => sync.Attached.Count == count);
        Assert.Equal(count + 1, _control.Record.Pods.Count);
        Assert.Equal(LocalFailure.None, (await AttachAsync("one-more")).Failure);
    }

    [Fact]
    public async Task An_agent_that_begins_again_without_its_control_plane_keeps_what_began_and_gives_no_address_twice()
    {
        await using (await StartAsync())
        {
            await AttachAsync("c1");
            await _control.Record.HearAsync(sync => sync.Attached.Count == 1);
            _control.IsAway = true;
            await AttachAsync("c2");
        }
        _control.Kernel.Tamper(_ => NodeState.Empty);
        await using var again = await _control.StartAsync();
        await AttachAsync("c3");
        Assert.Equal(["10.1.1.2/24", "10.1.1.3/24", "10.1.1.4/24"], Attached().Select(pod => pod.Interface.Addresses[0].ToString()).Order(StringComparer.Ordinal));
        _control.IsAway = false;
        // In one request or in two.
        await _control.Record.HearAsync(_ => _control.Record.Pods.Count == 3);
    }

    [Fact]
    public async Task What_an_agent_had_begun_when_it_was_killed_is_gone_on_with_when_it_is_asked_for_again()
    {
        await using (await StartAsync())
            await AttachAsync("c1");
        // As if it had been killed before anybody had the answer.
        var store = new AttachmentStore(Path.GetDirectoryName(_control.Socket) ?? "");
        var saved = store.Load(_control.Node);
        var begun = saved.Pods[0] with { State = LocalPodState.Begun, Recorded = null };
        store.Append(new AttachmentEntry(begun, null, null), () => saved with { Pods = [begun] });
        store.Dispose();
        _control.IsAway = true;

        await using var again = await _control.StartAsync();
        var answer = await AttachAsync("c1");
        Assert.Equal((LocalFailure.None, begun.Id.ToString()), (answer.Failure, answer.Interface?.Pod));
        Assert.Single(Attached());
    }

    [Fact]
    public async Task What_the_record_refuses_is_taken_down()
    {
        _control.Record.Refuse = _ => "its network is deleted";
        await using var agent = await StartAsync();
        await AttachAsync("c1");
        await _control.Record.HearAsync(sync => sync.Detached.Count == 1);
        _control.Record.Refuse = _ => null;
        await OnlyTheNextStandsAsync();
    }

    [Fact]
    public async Task A_pod_whose_namespace_is_gone_ends_with_that_reason_and_a_new_one_is_refused_for_it()
    {
        await using var agent = await StartAsync();
        await AttachAsync("c1");
        await _control.Record.HearAsync(sync => sync.Attached.Count == 1);
        _control.Kernel.Refuse = step => step.Key.Kind == ObjectKind.PodAttachment
            ? new ObjectFailure(step.Key, ObjectFailureReason.NamespaceGone, "no such namespace")
            : null;
        Assert.Equal(LocalFailure.NoNamespace, (await AttachAsync("c2")).Failure);
        _control.Kernel.Tamper(state => new NodeState(state.Objects.RemoveRange(state.Keys.Where(key => key.Kind == ObjectKind.PodAttachment))));
        var told = await _control.Record.HearAsync(sync => sync.Detached.Any(pod => pod.Reason.Contains(_netns, StringComparison.Ordinal)));
        Assert.Empty(Attached());
        Assert.NotEmpty(told.Returned);
    }

    [Fact]
    public async Task An_attachment_that_stands_is_not_made_twice()
    {
        await using var agent = await StartAsync();
        await AttachAsync("c1");
        await _control.Record.HearAsync(sync => sync.Attached.Count == 1);
        Assert.Equal(LocalFailure.Exists, (await AttachAsync("c1")).Failure);
        var answers = await Task.WhenAll(AttachAsync("c2"), AttachAsync("c2"));
        Assert.Single(answers, answer => answer.Failure == LocalFailure.None);
        Assert.Equal(2, Attached().Count);
    }

    [Fact]
    public async Task A_published_port_stands_at_once_and_nobody_else_gets_it()
    {
        await using var agent = await StartAsync();
        var port = new LocalPort("tcp", 8080, 80, null);
        Assert.Equal(LocalFailure.None, (await CallAsync(Request(LocalVerb.Attach, "c1") with { Ports = [port] })).Failure);
        Assert.Contains(_control.Kernel.State.Objects.Values, it => it.Text.Contains("8080", StringComparison.Ordinal));
        var second = await CallAsync(Request(LocalVerb.Attach, "c2") with { Ports = [port] });
        Assert.Equal(LocalFailure.Taken, second.Failure);
        await CallAsync(Request(LocalVerb.Detach, "c1"));
        Assert.Equal(LocalFailure.None, (await CallAsync(Request(LocalVerb.Attach, "c2") with { Ports = [port] })).Failure);
    }

    [Fact]
    public async Task Garbage_of_one_configuration_is_collected()
    {
        await using var agent = await StartAsync();
        await AttachAsync("c1");
        await AttachAsync("c2");
        await CallAsync(Request(LocalVerb.Attach, "c3") with { Configuration = "other" });
        await CallAsync(Request(LocalVerb.Gc, "") with { Valid = [new LocalAttachment("c2", "eth0")] });
        Assert.Equal(LocalFailure.Unknown, (await CallAsync(Request(LocalVerb.Check, "c1"))).Failure);
        Assert.Equal(LocalFailure.None, (await CallAsync(Request(LocalVerb.Check, "c2"))).Failure);
        Assert.Equal(LocalFailure.None, (await CallAsync(Request(LocalVerb.Check, "c3"))).Failure);
    }

    [Theory]
    [InlineData("", "eth0")]
    [InlineData("c1", "no/interface")]
    [InlineData("c1", "much-too-long-name")]
    public async Task Nonsense_is_refused(string container, string @interface)
    {
        await using var agent = await StartAsync();
        Assert.Equal(LocalFailure.Invalid, (await CallAsync(Request(LocalVerb.Attach, container) with { Interface = @interface })).Failure);
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

    [Fact]
    public async Task A_port_of_all_nodes_that_a_service_has_is_nobody_elses()
    {
        await using var agent = await StartAsync(new ServiceItem(
            9, new ServiceId(Guid.CreateVersion7()), "shop", Views.NetworkId(1), [], [new ServicePortItem(TransportProtocol.Tcp, 80, []) { NodePort = 30080 }]));
        Assert.Equal(LocalFailure.Taken, (await CallAsync(Request(LocalVerb.Attach, "c1") with { Ports = [new LocalPort("tcp", 30080, 80, null)] })).Failure);
        Assert.Equal(LocalFailure.None, (await CallAsync(Request(LocalVerb.Attach, "c1") with { Ports = [new LocalPort("udp", 30080, 80, null)] })).Failure);
    }

    [Fact]
    public async Task A_port_at_no_certain_address_is_published_by_whatever_family_the_pod_has()
    {
        _control.Record.Block = IPNetwork.Parse("fd00:1:0:1::/64");
        await using var agent = await StartAsync(
            Views.Network(1, 9) with { PodCidrs = [IPNetwork.Parse("fd00:1::/48")] },
            Views.Member(1, 1, revision: 9) with { TunnelAddresses = [IPAddress.Parse("fd00:1::1")], Blocks = [_control.Record.Block] });
        Assert.Equal(LocalFailure.None, (await CallAsync(Request(LocalVerb.Attach, "c1") with { Ports = [new LocalPort("tcp", 8080, 80, null)] })).Failure);
        Assert.Contains(_control.Kernel.State.Objects.Values, it => it.Text.Contains("8080", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_calls_that_wait_for_the_first_addresses_one_gets_the_port()
    {
        var held = new TaskCompletionSource();
        _control.Record.Held = held.Task;
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
        _control.Record.Held = held.Task;
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

    [Fact]
    public async Task A_network_that_is_not_recorded_is_refused()
    {
        await using var agent = await StartAsync();
        var answer = await CallAsync(Request(LocalVerb.Attach, "c1") with { Network = "green" });
        Assert.Equal((LocalFailure.Invalid, "There is no network 'green'."), (answer.Failure, answer.Message));
    }

    [Fact]
    public async Task After_an_outage_a_network_is_had_that_was_asked_for_in_vain_meanwhile()
    {
        await using var agent = await StartAsync();
        _control.IsAway = true;
        Assert.Equal(LocalFailure.TryAgain, (await AttachAsync("c1")).Failure);
        Assert.Equal(LocalFailure.TryAgain, (await AttachAsync("c1")).Failure);
        _control.IsAway = false;
        await _control.Record.HearAsync(sync => sync.Leases.Any(wish => wish.Network == "blue"));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        LocalAnswer answer;
        while ((answer = await AttachAsync("c1")).Failure == LocalFailure.TryAgain)
            patience.Token.ThrowIfCancellationRequested();
        Assert.Equal((LocalFailure.None, null), (answer.Failure, answer.Message));
    }

    [Fact]
    public async Task A_refusal_is_for_those_who_waited_for_it_and_not_for_who_asks_when_the_network_is_there_again()
    {
        await using var agent = await StartAsync();
        await AttachAsync("c1");
        await _control.Record.HearAsync(sync => sync.Attached.Count == 1);
        _control.Record.IsNetworkGone = true;
        await CallAsync(Request(LocalVerb.Detach, "c1"));
        await _control.Record.HearAsync(sync => sync.Detached.Count == 1);
        // Its answer is to a later question: what was said of the detach has been heard.
        Assert.Equal(LocalFailure.Invalid, (await CallAsync(Request(LocalVerb.Attach, "c2") with { Network = "green" })).Failure);
        _control.Record.IsNetworkGone = false;
        var answer = await AttachAsync("c3");
        Assert.Equal((LocalFailure.None, null), (answer.Failure, answer.Message));
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _control.EndAsync();
        File.Delete(_netns);
    }

    private async Task<RunningAgent> StartAsync(params ViewItem[] more)
    {
        _control.Snapshot = new NodeSnapshot(_control.Node, 10, [Views.Node(1), .. more.Concat([Views.Network(1, 9), Views.Member(1, 1, revision: 9)]).DistinctBy(item => item.Key)]);
        var agent = await _control.StartAsync();
        await _control.ReportAsync(report => report.AppliedRevision == 10);
        return agent;
    }

    private LocalRequest Request(LocalVerb verb, string container) =>
        new(verb, "cni") { Configuration = "pods", ContainerId = container, Interface = "eth0", Netns = _netns, Network = "blue" };

    private Task<LocalAnswer> AttachAsync(string container) => CallAsync(Request(LocalVerb.Attach, container));

    /// <summary>Who detaches doesn't wait for the kernel; who attaches next comes after it.</summary>
    private async Task OnlyTheNextStandsAsync()
    {
        var next = await AttachAsync("next");
        Assert.Equal(next.Interface?.Addresses, Assert.Single(Attached()).Interface.Addresses.Select(it => it.ToString()));
    }

    private List<PodAttachmentObject> Attached() => [.. _control.Kernel.State.Objects.Values.OfType<PodAttachmentObject>()];

    private Task<LocalAnswer> CallAsync(LocalRequest request) => AskAsync(JsonSerializer.SerializeToUtf8Bytes(request, LocalJson.Default.LocalRequest));

    private async Task<LocalAnswer> AskAsync(byte[] request)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        while (true)
            try
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(_control.Socket));
                break;
            }
            catch (SocketException)
            {
                // The agent has only begun.
                await Task.Yield();
            }
        await using var stream = new NetworkStream(socket);
        await stream.WriteAsync((byte[])[.. request, (byte)'\n']);
        using var reader = new StreamReader(stream);
        return JsonSerializer.Deserialize(await reader.ReadToEndAsync(), LocalJson.Default.LocalAnswer) ?? throw new InvalidOperationException();
    }
}
