using System.Net;
using Netaas.SystemTests.Stack;
using Xunit;

namespace Netaas.SystemTests.Shows;

[Collection(FleetCollection.Name)]
public sealed class FleetTests(FleetStack stack)
{
    private const int Writes = 200;

    [Fact]
    public Task The_readmes_tour_works_with_RabbitMQ_and_a_process_for_each_agent() => Tour.RunAsync(stack);

    [Fact]
    public async Task Each_agent_runs_inside_its_nodes_namespace()
    {
        foreach (var node in new[] { "node-1", "node-2", "node-3" })
        {
            var pid = stack.Pids()["agent-" + node];
            var own = await Shell.RunAsync(["readlink", $"/proc/{pid}/ns/net"]);
            var nodes = await Shell.InAsync(stack.NodeNetns(node), "readlink", "/proc/self/ns/net");
            Assert.Equal(nodes.Expect(), own.Expect());
        }
    }

    [Fact]
    public async Task Stopping_and_starting_RabbitMQ_in_the_middle_of_writes_loses_none_and_all_become_ready()
    {
        (await stack.Rest.PostAsync("networks?wait=ready", """{"name": "busy", "podCidrs": ["10.50.0.0/16"]}""")).Expect(HttpStatusCode.Created);
        Task? outage = null;
        for (var number = 1; number <= Writes; number++)
        {
            if (number == Writes / 4)
                outage = OutageAsync();
            var body = $$"""{"name": "busy-{{number}}", "network": "busy", "node": "node-{{1 + number % 3}}"}""";
            (await stack.Rest.PostAsync("pods", body)).Expect(HttpStatusCode.Created);
        }
        Assert.NotNull(outage);
        await outage;
        // A write that touches nothing tells, when it is ready, nothing of the others: each is asked.
        for (var number = 1; number <= Writes; number++)
            await ReadyAsync($"busy-{number}");
        Assert.Equal(Writes, (await stack.Rest.ListAsync("pods?limit=1000")).Count);
        (await stack.Rest.DeleteAsync("networks/busy?cascade=true&wait=ready&timeout=60s")).Expect(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_node_whose_queue_is_deleted_or_forgets_its_agent_hears_of_later_writes()
    {
        (await stack.Rest.PostAsync("networks?wait=ready", """{"name": "unheard", "podCidrs": ["10.51.0.0/16"]}""")).Expect(HttpStatusCode.Created);
        await Broker.ForgetListenerAsync(stack, "node-2");
        await Broker.DeleteQueueAsync(stack, "node-3");
        foreach (var node in new[] { "node-2", "node-3" })
            (await stack.Rest.PostAsync("pods", $$"""{"name": "unheard-{{node}}", "network": "unheard", "node": "{{node}}"}""")).Expect(HttpStatusCode.Created);
        foreach (var node in new[] { "node-2", "node-3" })
            await ReadyAsync("unheard-" + node);
        (await stack.Rest.DeleteAsync("networks/unheard?cascade=true&wait=ready&timeout=60s")).Expect(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Little_waits_for_an_agent_that_is_away_its_queue_ends_and_it_hears_all_the_same()
    {
        (await stack.Rest.PostAsync("networks?wait=ready", """{"name": "scarce", "podCidrs": ["10.52.0.0/16"]}""")).Expect(HttpStatusCode.Created);
        await Broker.SetPolicyAsync(stack, """{"max-length": 3}""");
        (await stack.ScriptAsync("deploy/lab.sh", "kill", "node-2")).Expect();
        foreach (var pod in Enumerable.Range(0, 10).Select(number => $"scarce-{number}"))
        {
            (await stack.Rest.PostAsync("pods", $$"""{"name": "{{pod}}", "network": "scarce", "node": "node-2"}""")).Expect(HttpStatusCode.Created);
            await Task.Delay(TimeSpan.FromMilliseconds(100), TestContext.Current.CancellationToken);
        }
        await Patience.UntilAsync(async () => await Broker.WaitingAsync(stack, "node-2") == 3);
        (await stack.ScriptAsync("deploy/lab.sh", "start", "node-2")).Expect();
        for (var number = 0; number < 10; number++)
            await ReadyAsync($"scarce-{number}");

        await Broker.SetPolicyAsync(stack, """{"expires": 2000}""");
        (await stack.ScriptAsync("deploy/lab.sh", "kill", "node-2")).Expect();
        await Patience.UntilAsync(async () => await Broker.WaitingAsync(stack, "node-2") is null);
        (await stack.Rest.PostAsync("pods", """{"name": "scarce-last", "network": "scarce", "node": "node-2"}""")).Expect(HttpStatusCode.Created);
        await Broker.ClearPolicyAsync(stack);
        (await stack.ScriptAsync("deploy/lab.sh", "start", "node-2")).Expect();
        await ReadyAsync("scarce-last");
        (await stack.Rest.DeleteAsync("networks/scarce?cascade=true&wait=ready&timeout=60s")).Expect(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task An_agent_ends_the_queue_that_one_of_before_had_and_hears_what_is_written_meanwhile()
    {
        (await stack.Rest.PostAsync("networks?wait=ready", """{"name": "former", "podCidrs": ["10.53.0.0/16"]}""")).Expect(HttpStatusCode.Created);
        (await stack.ScriptAsync("deploy/lab.sh", "kill", "node-3")).Expect();
        await Broker.MakeFormerQueueAsync(stack, "node-3");
        (await stack.Rest.PostAsync("pods", """{"name": "former-1", "network": "former", "node": "node-3"}""")).Expect(HttpStatusCode.Created);
        await Patience.UntilAsync(async () => await Broker.WaitingInFormerAsync(stack, "node-3") > 0);
        (await stack.ScriptAsync("deploy/lab.sh", "start", "node-3")).Expect();
        await ReadyAsync("former-1");
        await Patience.UntilAsync(async () => await Broker.WaitingInFormerAsync(stack, "node-3") is null);
        (await stack.Rest.PostAsync("pods", """{"name": "former-2", "network": "former", "node": "node-3"}""")).Expect(HttpStatusCode.Created);
        await ReadyAsync("former-2");
        (await stack.Rest.DeleteAsync("networks/former?cascade=true&wait=ready&timeout=60s")).Expect(HttpStatusCode.NoContent);
    }

    private async Task OutageAsync()
    {
        (await stack.ScriptAsync("deploy/lab.sh", "broker", "stop")).Expect();
        (await stack.ScriptAsync("deploy/lab.sh", "broker", "start")).Expect();
    }

    private Task ReadyAsync(string pod) => Patience.UntilAsync(
        async () => (string?)(await stack.Rest.GetAsync("pods/" + pod)).Expect(HttpStatusCode.OK)["status"]["phase"] == "Ready");
}
