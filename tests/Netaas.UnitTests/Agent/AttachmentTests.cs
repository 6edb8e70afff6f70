using System.Text;
using Netaas.Agent.Attachments;
using Netaas.Contracts.Local;
using Netaas.Dataplane.Diff;
using Netaas.Dataplane.Kernel;
using Netaas.Dataplane.Objects;
using Xunit;

namespace Netaas.UnitTests.Agent;

public sealed class AttachmentTests : AttachmentCalls
{
    [Fact]
    public async Task An_attach_is_answered_from_a_lease_and_recorded_afterwards()
    {
        await using var agent = await StartAsync();
        var answer = await AttachAsync("c1");
        Assert.Equal((LocalFailure.None, null), (answer.Failure, answer.Message));
        Assert.Equal(["10.1.1.2/24"], answer.Interface?.Addresses);
        Assert.Equal(["10.1.1.1"], answer.Interface?.Gateways);
        Assert.Equal(answer.Interface?.HostInterface, Assert.Single(Attached()).HostEnd.Value);
        var told = await Control.Record.HearAsync(sync => sync.Attached.Count == 1);
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
            $$"""{"verb": "Attach", "runtime": "cni", "containerId": "c1", "interface": "eth0", "network": "blue", "netns": "{{Netns}}"}"""));
        Assert.Equal((LocalFailure.None, null), (answer.Failure, answer.Message));
        Assert.Equal(["10.1.1.2/24"], answer.Interface?.Addresses);
    }

    [Fact]
    public async Task A_detach_takes_it_down_and_the_record_hears_why()
    {
        await using var agent = await StartAsync();
        await AttachAsync("c1");
        await Control.Record.HearAsync(sync => sync.Attached.Count == 1);
        Assert.Equal(LocalAnswer.Done, await CallAsync(Request(LocalVerb.Detach, "c1")));
        Assert.Equal(LocalAnswer.Done, await CallAsync(Request(LocalVerb.Detach, "c1")));
        var told = await Control.Record.HearAsync(sync => sync.Detached.Count == 1);
        Assert.Equal("detached by its runtime", told.Detached[0].Reason);
        await OnlyTheNextStandsAsync();
    }

    [Fact]
    public async Task Without_aControl_plane_pods_begin_until_the_warm_set_is_used_up_and_then_it_says_to_try_again()
    {
        await using var agent = await StartAsync();
        await AttachAsync("c0");
        await Control.Record.HearAsync(sync => sync.Attached.Count == 1);
        Control.IsAway = true;
        var count = 0;
        LocalAnswer answer;
        while ((answer = await AttachAsync($"c{count + 1}")).Failure == LocalFailure.None)
            count++;
        Assert.Equal(LocalFailure.TryAgain, answer.Failure);
        // The agent may have been cut off before it had another lease in the place of the first one.
        Assert.InRange(count, Control.Record.Size - 1, Control.Record.Size);
        Assert.Equal(count + 1, Attached().Select(pod => pod.Interface.Addresses[0]).Distinct().Count());
        Assert.Equal(LocalFailure.TryAgain, (await CallAsync(Request(LocalVerb.Status, ""))).Failure);

        Control.IsAway = false;
        await Control.Record.HearAsync(sync => sync.Attached.Count == count);
        Assert.Equal(count + 1, Control.Record.Pods.Count);
        Assert.Equal(LocalFailure.None, (await AttachAsync("one-more")).Failure);
    }

    [Fact]
    public async Task An_agent_that_begins_again_without_itsControl_plane_keeps_what_began_and_gives_no_address_twice()
    {
        await using (await StartAsync())
        {
            await AttachAsync("c1");
            await Control.Record.HearAsync(sync => sync.Attached.Count == 1);
            Control.IsAway = true;
            await AttachAsync("c2");
        }
        Control.Kernel.Tamper(_ => NodeState.Empty);
        await using var again = await Control.StartAsync();
        await AttachAsync("c3");
        Assert.Equal(["10.1.1.2/24", "10.1.1.3/24", "10.1.1.4/24"], Attached().Select(pod => pod.Interface.Addresses[0].ToString()).Order(StringComparer.Ordinal));
        Control.IsAway = false;
        // In one request or in two.
        await Control.Record.HearAsync(_ => Control.Record.Pods.Count == 3);
    }

    [Fact]
    public async Task What_an_agent_had_begun_when_it_was_killed_is_gone_on_with_when_it_is_asked_for_again()
    {
        await using (await StartAsync())
            await AttachAsync("c1");
        // As if it had been killed before anybody had the answer.
        var store = new AttachmentStore(Path.GetDirectoryName(Control.Socket) ?? "");
        var saved = store.Load(Control.Node);
        var begun = saved.Pods[0] with { State = LocalPodState.Begun, Recorded = null };
        store.Append(new AttachmentEntry(begun, null, null), () => saved with { Pods = [begun] });
        store.Dispose();
        Control.IsAway = true;

        await using var again = await Control.StartAsync();
        var answer = await AttachAsync("c1");
        Assert.Equal((LocalFailure.None, begun.Id.ToString()), (answer.Failure, answer.Interface?.Pod));
        Assert.Single(Attached());
    }

    [Fact]
    public async Task What_the_record_refuses_is_taken_down()
    {
        Control.Record.Refuse = _ => "its network is deleted";
        await using var agent = await StartAsync();
        await AttachAsync("c1");
        await Control.Record.HearAsync(sync => sync.Detached.Count == 1);
        Control.Record.Refuse = _ => null;
        await OnlyTheNextStandsAsync();
    }

    [Fact]
    public async Task A_pod_whose_namespace_is_gone_ends_with_that_reason_and_a_new_one_is_refused_for_it()
    {
        await using var agent = await StartAsync();
        await AttachAsync("c1");
        await Control.Record.HearAsync(sync => sync.Attached.Count == 1);
        Control.Kernel.Refuse = step => step.Key.Kind == ObjectKind.PodAttachment
            ? new ObjectFailure(step.Key, ObjectFailureReason.NamespaceGone, "no such namespace")
            : null;
        Assert.Equal(LocalFailure.NoNamespace, (await AttachAsync("c2")).Failure);
        Control.Kernel.Tamper(state => new NodeState(state.Objects.RemoveRange(state.Keys.Where(key => key.Kind == ObjectKind.PodAttachment))));
        var told = await Control.Record.HearAsync(sync => sync.Detached.Any(pod => pod.Reason.Contains(Netns, StringComparison.Ordinal)));
        Assert.Empty(Attached());
        Assert.NotEmpty(told.Returned);
    }

    [Fact]
    public async Task An_attachment_that_stands_is_not_made_twice()
    {
        await using var agent = await StartAsync();
        await AttachAsync("c1");
        await Control.Record.HearAsync(sync => sync.Attached.Count == 1);
        Assert.Equal(LocalFailure.Exists, (await AttachAsync("c1")).Failure);
        var answers = await Task.WhenAll(AttachAsync("c2"), AttachAsync("c2"));
        Assert.Single(answers, answer => answer.Failure == LocalFailure.None);
        Assert.Equal(2, Attached().Count);
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
        Control.IsAway = true;
        Assert.Equal(LocalFailure.TryAgain, (await AttachAsync("c1")).Failure);
        Assert.Equal(LocalFailure.TryAgain, (await AttachAsync("c1")).Failure);
        Control.IsAway = false;
        await Control.Record.HearAsync(sync => sync.Leases.Any(wish => wish.Network == "blue"));
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
        await Control.Record.HearAsync(sync => sync.Attached.Count == 1);
        Control.Record.IsNetworkGone = true;
        await CallAsync(Request(LocalVerb.Detach, "c1"));
        await Control.Record.HearAsync(sync => sync.Detached.Count == 1);
        // Its answer is to a later question: what was said of the detach has been heard.
        Assert.Equal(LocalFailure.Invalid, (await CallAsync(Request(LocalVerb.Attach, "c2") with { Network = "green" })).Failure);
        Control.Record.IsNetworkGone = false;
        var answer = await AttachAsync("c3");
        Assert.Equal((LocalFailure.None, null), (answer.Failure, answer.Message));
    }
}
