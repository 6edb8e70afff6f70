using System.Net;
using Netaas.Contracts;
using Netaas.Core.View;

namespace Netaas.ApiTests;

/// <summary>What an agent finds on its node that isn't ours, and what the API makes of it.</summary>
public sealed class HostFindingTests : IAsyncLifetime
{
    private ApiHost _api = null!;
    private ScriptedAgent _node = null!;

    public async ValueTask InitializeAsync()
    {
        _api = await ApiHost.StartAsync();
        _node = await ScriptedAgent.JoinAsync(_api, "node-1", 1);
        (await _api.PostAsync("pods?wait=ready", """{"name":"web","node":"node-1"}""")).Must(201);
    }

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        await _api.DisposeAsync();
    }

    [Theory]
    [InlineData("0.0.0.0", "tcp", """{"name":"m","pod":"web","hostPort":8080}""")]
    [InlineData("172.31.0.11", "tcp", """{"name":"m","pod":"web","hostPort":8080,"nodes":["node-1"]}""")]
    [InlineData("0.0.0.0", "tcp", """{"name":"m","pod":"web","hostPort":8080,"hostAddress":"172.31.0.11"}""")]
    [InlineData("127.0.0.1", "udp", """{"name":"m","pod":"web","hostPort":8000,"hostPortEnd":8090,"protocol":"udp"}""")]
    public async Task A_port_that_a_process_listens_on_is_refused_with_that_process(string address, string protocol, string body)
    {
        await ListenAsync(new Listener(Enum.Parse<TransportProtocol>(protocol, ignoreCase: true), IPAddress.Parse(address), 8080, "nginx", 4711));
        var refusal = (await _api.PostAsync("port-mappings", body)).Must(409);
        Assert.Equal("portInUse", refusal.Code);
        Assert.Contains("'nginx' (pid 4711)", refusal["detail"], StringComparison.Ordinal);
        Assert.Contains("node-1", refusal["detail"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("172.31.0.12", "tcp", """{"name":"m","pod":"web","hostPort":8080,"hostAddress":"172.31.0.11"}""")]
    [InlineData("0.0.0.0", "udp", """{"name":"m","pod":"web","hostPort":8080}""")]
    [InlineData("::", "tcp", """{"name":"m","pod":"web","hostPort":8080}""")]
    public async Task A_listener_elsewhere_is_in_nobodys_way(string address, string protocol, string body)
    {
        await ListenAsync(new Listener(Enum.Parse<TransportProtocol>(protocol, ignoreCase: true), IPAddress.Parse(address), 8080, "nginx", 4711));
        (await _api.PostAsync("port-mappings", body)).Must(201);
    }

    [Fact]
    public async Task A_mapping_keeps_its_port_and_gets_no_other_that_is_taken()
    {
        (await _api.PostAsync("port-mappings", """{"name":"m","pod":"web","hostPort":8080}""")).Must(201);
        await ListenAsync(
            new Listener(TransportProtocol.Tcp, IPAddress.Any, 8080, "late", 1), new Listener(TransportProtocol.Tcp, IPAddress.Any, 8081, "nginx", 2),
            new Listener(TransportProtocol.Tcp, IPAddress.Any, 20_000, "first", 3));
        (await _api.PatchAsync("port-mappings/m", """{"targetPort":81}""")).Must(200);
        Assert.Equal("portInUse", (await _api.PatchAsync("port-mappings/m", """{"hostPort":8081}""")).Must(409).Code);
        Assert.Equal("20001", (await _api.PostAsync("port-mappings", """{"name":"given","pod":"web","targetPort":80}""")).Must(201)["hostPort"]);
    }

    [Fact]
    public async Task What_is_in_a_nodes_way_is_a_condition_of_it()
    {
        _node.Obstacles = [new Obstacle("forwardDrop", "Chain FORWARD of table ip filter drops.")];
        await ListenAsync();
        var node = (await _api.GetAsync("nodes/node-1")).Must(200);
        Assert.Equal(("Obstructed", "forwardDrop"), (node["status.conditions.0.type"], node["status.conditions.0.reason"]));
    }

    [Fact]
    public async Task A_condition_is_as_old_as_what_it_says_whatever_is_reported_since()
    {
        var pod = (await _api.GetAsync("pods/web")).Must(200);
        var failure = new ItemFailure(
            ItemKey.Of(new Core.Naming.PodId(Guid.Parse(pod["id"] ?? ""))), long.Parse(pod["revision"] ?? "", System.Globalization.CultureInfo.InvariantCulture),
            FailureReason.NamespaceGone, "no namespace");
        _node.Obstacles = [new Obstacle("forwardDrop", "Chain FORWARD of table ip filter drops.")];
        await _node.ReportAsync(failure);
        await Patience.UntilAsync(async () => (await _api.GetAsync("pods/web"))["status.conditions"]?.Contains("NamespaceGone", StringComparison.Ordinal) == true);
        var before = await SinceAsync();
        var seen = (await _api.GetAsync("nodes/node-1"))["status.lastSeenAt"];

        await _node.ReportAsync(failure);
        await Patience.UntilAsync(async () => (await _api.GetAsync("nodes/node-1"))["status.lastSeenAt"] != seen);

        Assert.Equal(before, await SinceAsync());

        async Task<string> SinceAsync() =>
            $"{(await _api.GetAsync("pods/web"))["status.conditions.0.since"]} {(await _api.GetAsync("nodes/node-1")).Find("status.conditions")?.ToJsonString()}";
    }

    [Fact]
    public async Task A_pod_whose_given_namespace_is_gone_says_so()
    {
        var pod = (await _api.GetAsync("pods/web")).Must(200);
        var key = ItemKey.Of(new Core.Naming.PodId(Guid.Parse(pod["id"] ?? "")));
        await _node.ReportAsync(new ItemFailure(key, long.Parse(pod["revision"] ?? "", System.Globalization.CultureInfo.InvariantCulture), FailureReason.NamespaceGone, "no namespace"));
        await Patience.UntilAsync(async () => (await _api.GetAsync("pods/web"))["status.conditions"]?.Contains("\"NamespaceGone\"", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task State_and_difference_are_what_the_agent_reads_when_asked()
    {
        _node.State = new NodeStateReply(_node.Id, Guid.Empty, 42, DateTimeOffset.UnixEpoch, ["ruleset base"], ["+ bridge nab"]);
        var state = (await _api.GetAsync("nodes/node-1/state")).Must(200);
        Assert.Equal(("42", "ruleset base"), (state["revision"], state["objects.0"]));
        Assert.Equal("+ bridge nab", (await _api.GetAsync("nodes/node-1/diff")).Must(200)["steps.0"]);
    }

    [Fact]
    public async Task A_node_that_does_not_answer_is_said_to_be_silent() =>
        Assert.Equal("nodeSilent", (await _api.GetAsync("nodes/node-1/diff")).Must(504).Code);

    /// <summary>Reports, and waits until the API has heard it.</summary>
    private async Task ListenAsync(params Listener[] listeners)
    {
        _node.Listeners = [.. listeners];
        await _node.ReportAsync();
        var count = listeners.Length + _node.Obstacles.Count;
        await Patience.UntilAsync(async () => (await _api.GetAsync("nodes/node-1")) is var node
            && node.Find("status.listeners")?.AsArray().Count + node.Find("status.conditions")?.AsArray().Count == count);
    }
}
