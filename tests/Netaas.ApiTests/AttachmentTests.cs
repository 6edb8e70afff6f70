using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Netaas.Contracts.Attachments;
using Netaas.Core.Addressing;
using Netaas.Core.Json;
using Netaas.Core.Naming;
using Netaas.Core.View;

namespace Netaas.ApiTests;

/// <summary>Pods that begin at a node, as its agent tells of them.</summary>
public sealed class AttachmentTests : IAsyncLifetime
{
    private ApiHost _host = null!;
    private ScriptedAgent _agent = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await ApiHost.StartAsync();
        _agent = await ScriptedAgent.JoinAsync(_host, "node-1", 1);
        (await _host.PostAsync("networks", """{"name":"blue","podCidrs":["10.10.0.0/16"]}""")).Must(201);
    }

    public async ValueTask DisposeAsync()
    {
        await _agent.DisposeAsync();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task Leased_addresses_are_given_to_nobody_else_and_asking_again_gives_the_same()
    {
        var first = await LeaseAsync(3);
        Assert.Equal(["10.10.1.2", "10.10.1.3", "10.10.1.4"], first.Addresses.Select(it => it.ToString()));
        var pod = (await _host.PostAsync("pods", """{"name":"web","network":"blue","node":"node-1"}""")).Must(201);
        Assert.Equal("10.10.1.5", pod["addresses.0"]);
        Assert.Equal(first, await LeaseAsync(3));
        var held = (await _host.GetAsync("addresses?network=blue&node=node-1")).Must(200);
        Assert.Equal(3, held.Find("items")?.AsArray().Count(item => item?["holder"]?.ToString() == "lease"));
    }

    /// <summary>As the planner's knowledge is of another time, each way that it may choose must take as many as were asked for.</summary>
    [Fact]
    public async Task One_lease_takes_one_address_where_the_list_is_taken_for_a_short_one()
    {
        await LeaseAsync(1);
        foreach (var statement in new[]
        {
            "ALTER TABLE free_addresses SET (autovacuum_enabled = off)",
            "CREATE TABLE kept AS SELECT * FROM free_addresses WHERE address >= '10.10.1.3' AND address <= '10.10.1.12'",
            "TRUNCATE free_addresses",
            "INSERT INTO free_addresses SELECT * FROM kept WHERE address = '10.10.1.3'",
            "VACUUM ANALYZE free_addresses",
            "INSERT INTO free_addresses SELECT * FROM kept WHERE address <> '10.10.1.3'",
        })
            await using (var command = _host.Data.CreateCommand(statement))
                await command.ExecuteNonQueryAsync();
        Assert.Equal(["10.10.1.2", "10.10.1.3"], (await LeaseAsync(2)).Addresses.Select(it => it.ToString()));
        await using var count = _host.Data.CreateCommand("SELECT count(*) FROM free_addresses");
        Assert.Equal(9L, await count.ExecuteScalarAsync());
    }

    [Fact]
    public async Task An_attached_pod_is_recorded_once_with_where_it_came_from()
    {
        var leases = await LeaseAsync(2);
        var pod = Pod(leases, "web") with
        {
            Interface = "net1",
            Labels = [new Label("app", "shop")],
            Ports = [Port(8080)],
        };
        var recorded = Assert.Single((await SyncAsync(Of(pod))).Recorded);
        Assert.Equal((pod.Pod, null, 0), (recorded.Pod, recorded.Refusal, recorded.RefusedPorts.Count));
        Assert.Equal(recorded, Assert.Single((await SyncAsync(Of(pod))).Recorded));

        var shown = (await _host.GetAsync("pods/web")).Must(200);
        Assert.Equal(("node", "c1/net1", "cni", "c1"), (shown["origin"], shown["attachmentId"], shown["source.runtime"], shown["source.containerId"]));
        Assert.Equal(("shop", "net1", "/run/netns/c1"), (shown["labels.app"], shown["status.interface"], shown["status.netnsPath"]));
        Assert.Equal("8080", (await _host.GetAsync("port-mappings/web-tcp-8080")).Must(200)["hostPort"]);
        await _agent.UntilAsync(() => _agent.Received >= recorded.Revision);
        var item = Assert.IsType<PodItem>(_agent.View[ItemKey.Of(pod.Pod)]);
        Assert.Equal((pod.Addresses, "net1", pod.Mac), (item.Addresses, item.Interface, item.Mac));
        Assert.Contains(ItemKey.Of(pod.Ports[0].Id), _agent.View.Keys);
    }

    [Fact]
    public async Task A_detached_pod_is_removed_with_its_ports_and_the_reason_and_its_address_rests()
    {
        var leases = await LeaseAsync(1);
        var pod = Pod(leases, "web") with { Ports = [Port(8080)] };
        await SyncAsync(Of(pod));
        await SyncAsync(Of() with { Detached = [new DetachedPod(pod.Pod, "its namespace is gone")] });
        (await _host.GetAsync("pods/web")).Must(404);
        (await _host.GetAsync("port-mappings/web-tcp-8080")).Must(404);
        var change = (await _host.GetAsync("changes?kind=pod&limit=1")).Must(200);
        Assert.Equal(("delete", "its namespace is gone", "node-1"), (change["items.0.action"], change["items.0.reason"], change["items.0.actor"]));
        Assert.DoesNotContain(pod.Addresses[0], (await LeaseAsync(2)).Addresses);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_refused_and_the_pod_stands_without_it()
    {
        (await _host.PostAsync("pods", """{"name":"other","network":"blue","node":"node-1"}""")).Must(201);
        (await _host.PostAsync("port-mappings", """{"name":"http","pod":"other","hostPort":8080,"targetPort":80}""")).Must(201);
        var taken = Port(8080);
        var pod = Pod(await LeaseAsync(1), "web") with { Ports = [taken, Port(8081)] };
        var recorded = Assert.Single((await SyncAsync(Of(pod))).Recorded);
        Assert.Equal((null, taken.Id), (recorded.Refusal, Assert.Single(recorded.RefusedPorts)));
        (await _host.GetAsync("port-mappings/web-tcp-8081")).Must(200);
        Assert.Equal(recorded, Assert.Single((await SyncAsync(Of(pod))).Recorded));
    }

    [Fact]
    public async Task A_port_is_published_at_several_addresses_of_the_node_and_whatever_somebody_elses_mapping_is_called()
    {
        (await _host.PostAsync("pods", """{"name":"other","network":"blue","node":"node-1"}""")).Must(201);
        (await _host.PostAsync("port-mappings", """{"name":"web-tcp-8080","pod":"other","hostPort":9090,"targetPort":80}""")).Must(201);
        var pod = Pod(await LeaseAsync(1), "web") with
        {
            Ports = [Port(8080) with { HostAddress = IPAddress.Parse("172.31.0.11") }, Port(8080) with { HostAddress = IPAddress.Parse("172.31.0.12") }],
        };
        Assert.Empty(Assert.Single((await SyncAsync(Of(pod))).Recorded).RefusedPorts);
        var published = (await _host.GetAsync("port-mappings")).Must(200).Body?["items"]?.AsArray() ?? [];
        Assert.Equal(2, published.Count(mapping => (int?)mapping?["hostPort"] == 8080));
    }

    [Fact]
    public async Task A_recorded_pod_whose_runtime_publishes_other_ports_keeps_those_that_somebody_else_has_published_for_it()
    {
        var pod = Pod(await LeaseAsync(1), "web") with { IsHanded = true, Ports = [Port(8080)] };
        await SyncAsync(Of(pod));
        (await _host.PostAsync("port-mappings", """{"name":"chosen","pod":"web","hostPort":9090,"targetPort":90}""")).Must(201);
        var other = pod with { Ports = [Port(8081)], Withdrawn = [pod.Ports[0].Id] };
        var recorded = Assert.Single((await SyncAsync(Of(other))).Recorded);
        (await _host.GetAsync("port-mappings/web-tcp-8080")).Must(404);
        (await _host.GetAsync("port-mappings/web-tcp-8081")).Must(200);
        (await _host.GetAsync("port-mappings/chosen")).Must(200);
        Assert.Equal(recorded, Assert.Single((await SyncAsync(Of(other))).Recorded));
        await _agent.UntilAsync(() => _agent.Received >= recorded.Revision);
        Assert.True(Assert.IsType<PodItem>(_agent.View[ItemKey.Of(pod.Pod)]).IsHanded);
    }

    [Fact]
    public async Task An_address_that_is_not_leased_to_the_node_makes_no_pod()
    {
        var leases = await LeaseAsync(1);
        var pod = Pod(leases, "web") with { Addresses = [IPAddress.Parse("10.10.1.77")] };
        var recorded = Assert.Single((await SyncAsync(Of(pod))).Recorded);
        Assert.Contains("not leased", recorded.Refusal, StringComparison.Ordinal);
        (await _host.GetAsync("pods/web")).Must(404);
    }

    [Fact]
    public async Task A_container_that_is_started_again_is_recorded_with_its_port_while_its_former_pod_is_still_ending()
    {
        _agent.IsObedient = false;
        var leases = await LeaseAsync(2);
        var former = Pod(leases, "web") with { Ports = [Port(8080)] };
        await SyncAsync(Of(former));
        var next = Pod(leases, "web") with { Addresses = [leases.Addresses[1]], Ports = [Port(8080)] };
        var answer = await SyncAsync(Of(next) with { Detached = [new DetachedPod(former.Pod, "detached")] });
        Assert.All(answer.Recorded, it => Assert.Equal((null, 0), (it.Refusal, it.RefusedPorts.Count)));
        Assert.Equal(next.Pod.ToString(), (await _host.GetAsync("pods/web")).Must(200)["id"]);
    }

    [Fact]
    public async Task An_attachment_that_comes_back_unannounced_takes_the_place_of_the_former_pod()
    {
        var leases = await LeaseAsync(2);
        var former = Pod(leases, "web");
        await SyncAsync(Of(former));
        var next = Pod(leases, "web") with { Addresses = [leases.Addresses[1]] };
        Assert.Null(Assert.Single((await SyncAsync(Of(next))).Recorded).Refusal);
        (await _host.GetAsync($"pods/{former.Pod}")).Must(404);
    }

    [Fact]
    public async Task A_name_that_is_taken_gets_a_tail()
    {
        (await _host.PostAsync("pods", """{"name":"web","network":"blue","node":"node-1"}""")).Must(201);
        var pod = Pod(await LeaseAsync(1), "web");
        await SyncAsync(Of(pod));
        Assert.Matches("^web-[0-9a-f]{8}$", (await _host.GetAsync($"pods/{pod.Pod}")).Must(200)["name"]);
    }

    [Fact]
    public async Task Returned_leases_rest_and_chosen_addresses_are_leased()
    {
        var leases = await LeaseAsync(2);
        await SyncAsync(Of() with { Returned = [new LeasedAddress(NetworkOf(leases), leases.Addresses[0])] });
        var chosen = IPAddress.Parse("10.10.1.50");
        var answer = await SyncAsync(Of() with { Leases = [new LeaseWish("default", "blue", 2, [chosen])] });
        var now = Assert.Single(answer.Leases).Addresses;
        Assert.Contains(chosen, now);
        Assert.DoesNotContain(leases.Addresses[0], now);
    }

    [Fact]
    public async Task The_default_network_is_made_for_who_leases_from_it()
    {
        var answer = await SyncAsync(Of() with { Leases = [new LeaseWish("default", "default", 1, [])] });
        Assert.Single(Assert.Single(answer.Leases).Addresses);
        (await _host.GetAsync("networks/default")).Must(200);
    }

    [Fact]
    public async Task Only_the_node_itself_tells_of_its_pods()
    {
        await using var other = await ScriptedAgent.JoinAsync(_host, "node-2", 2);
        using var response = await PostAsync(Of(), other.Credential);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        using var asUser = await PostAsync(Of(), ApiHost.AdminToken);
        Assert.Equal(HttpStatusCode.Forbidden, asUser.StatusCode);
    }

    private static AttachmentSync Of(params AttachedPod[] pods) => new([], [.. pods], [], []);

    private static NetworkId NetworkOf(LeaseSet leases) => leases.Id ?? throw new InvalidOperationException("There is no such network.");

    private static AttachedPort Port(ushort hostPort) => new(new PortMappingId(Guid.CreateVersion7()), IPAddress.Any, TransportProtocol.Tcp, hostPort, 80);

    private static AttachedPod Pod(LeaseSet leases, string name) => new(
        new PodId(Guid.CreateVersion7()), "c1/net1", "default", name, NetworkOf(leases), [leases.Addresses[0]],
        MacAddress.Derive(Guid.CreateVersion7(), Guid.Empty), "/run/netns/c1")
    {
        Source = new AttachmentSource("cni", "c1", []),
    };

    private async Task<LeaseSet> LeaseAsync(int count) =>
        Assert.Single((await SyncAsync(Of() with { Leases = [new LeaseWish("default", "blue", count, [])] })).Leases);

    private async Task<AttachmentSyncAnswer> SyncAsync(AttachmentSync sync)
    {
        using var response = await PostAsync(sync, _agent.Credential);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return await response.Content.ReadFromJsonAsync<AttachmentSyncAnswer>(NetaasJson.Options) ?? throw new InvalidOperationException();
    }

    private async Task<HttpResponseMessage> PostAsync(AttachmentSync sync, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"nodes/{_agent.Id}/attachments")
        {
            Content = JsonContent.Create(sync, options: NetaasJson.Options),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await _host.Client.SendAsync(request);
    }
}
