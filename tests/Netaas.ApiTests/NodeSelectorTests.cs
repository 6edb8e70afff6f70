using Netaas.Core.Naming;
using Netaas.Core.View;

namespace Netaas.ApiTests;

/// <summary>Networks that only nodes of certain labels are members of.</summary>
public sealed class NodeSelectorTests : IAsyncLifetime
{
    private const string Blue = """{"name":"blue","podCidrs":["10.10.0.0/16"],"nodeSelector":{"disk":"fast"}}""";

    private ApiHost _api = null!;
    private ScriptedAgent _one = null!;
    private ScriptedAgent _two = null!;

    public async ValueTask InitializeAsync()
    {
        _api = await ApiHost.StartAsync();
        _one = await ScriptedAgent.JoinAsync(_api, "node-1", 1);
        _two = await ScriptedAgent.JoinAsync(_api, "node-2", 2);
        (await _api.PatchAsync("nodes/node-1?wait=ready", """{"labels":{"disk":"fast"}}""")).Must(200);
    }

    public async ValueTask DisposeAsync()
    {
        await _one.DisposeAsync();
        await _two.DisposeAsync();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task Nodes_with_the_labels_are_members_and_only_they_count()
    {
        var made = (await _api.PostAsync("networks?wait=ready", Blue)).Must(201);
        Assert.Equal(("fast", "Ready", "1", "1"), (made["nodeSelector.disk"], made["status.phase"], made["status.nodes.ready"], made["status.nodes.total"]));
        Assert.Equal([_one.Id], await MembersAsync(_two));

        var everywhere = (await _api.PostAsync("networks?wait=ready", """{"name":"all","podCidrs":["10.11.0.0/16"]}""")).Must(201);
        Assert.Equal(("{}", "2"), (everywhere["nodeSelector"], everywhere["status.nodes.total"]));
    }

    [Fact]
    public async Task A_pod_on_a_node_that_is_no_member_is_refused_with_what_is_asked_of_it()
    {
        (await _api.PostAsync("networks?wait=ready", Blue)).Must(201);
        (await _api.PostAsync("pods?wait=ready", """{"name":"web","network":"blue","node":"node-1"}""")).Must(201);

        var refused = (await _api.PostAsync("pods", """{"name":"stray","network":"blue","node":"node-2"}""")).Must(409);
        Assert.Equal(("notAMember", "node-2"), (refused.Code, refused["conflicts.0.name"]));
        Assert.Contains("fast", refused["detail"], StringComparison.Ordinal);
        (await _api.PostAsync("pods", """{"name":"stray","network":"blue","node":"node-2","addresses":["10.10.9.9"]}""")).Must(409);
        Assert.Equal(["nodes: notAMember"], (await _api.PostAsync("port-mappings", """{"name":"m","pod":"web","nodes":["node-2"],"targetPort":80}""")).Must(400).Problems);
        (await _api.PostAsync("port-mappings?wait=ready", """{"name":"m","pod":"web","targetPort":80}""")).Must(201);
    }

    [Fact]
    public async Task A_mapping_is_published_by_members_alone_whatever_it_leads_to()
    {
        (await _api.PostAsync("networks", Blue.Insert(1, "\"serviceCidrs\":[\"10.96.0.0/24\"],"))).Must(201);
        (await _api.PostAsync("services", """{"name":"shop","network":"blue","selector":{"app":"shop"},"ports":[{"port":80}]}""")).Must(201);
        Assert.Equal(["nodes: notAMember"], (await _api.PostAsync("port-mappings", """{"name":"m","service":"shop","hostPort":80,"nodes":["node-1","node-2"]}""")).Must(400).Problems);
        Assert.Equal("1", (await _api.PostAsync("port-mappings?wait=ready", """{"name":"m","service":"shop","hostPort":80}""")).Must(201)["status.nodes.total"]);
        Assert.Equal(["nodes: notAMember"], (await _api.PatchAsync("port-mappings/m", """{"nodes":["node-2"]}""")).Must(400).Problems);
        (await _api.PostAsync("port-mappings?wait=ready", """{"name":"here","service":"shop","hostPort":81,"servicePort":80,"nodes":["node-1"]}""")).Must(201);
        (await _api.PatchAsync("nodes/node-2?wait=ready", """{"labels":{"disk":"fast"}}""")).Must(200);
        Assert.Equal("2", (await _api.GetAsync("port-mappings/m")).Must(200)["status.nodes.total"]);
        (await _api.DeleteAsync("port-mappings/m?wait=ready")).Must(204);
    }

    [Theory]
    [InlineData("\"service\":\"shop\",\"servicePort\":80", "service 'shop'")]
    [InlineData("\"pod\":\"web\",\"targetPort\":80", "pod 'web'")]
    public async Task A_mapping_says_of_a_node_that_has_left_that_it_publishes_nothing(string target, string named)
    {
        (await _api.PatchAsync("nodes/node-2", """{"labels":{"disk":"fast"}}""")).Must(200);
        (await _api.PostAsync("networks", Blue.Insert(1, "\"serviceCidrs\":[\"10.96.0.0/24\"],"))).Must(201);
        (await _api.PostAsync("services", """{"name":"shop","network":"blue","selector":{"app":"shop"},"ports":[{"port":80}]}""")).Must(201);
        (await _api.PostAsync("pods", """{"name":"web","network":"blue","node":"node-1"}""")).Must(201);
        var made = (await _api.PostAsync("port-mappings?wait=ready", $$"""{"name":"m",{{target}},"hostPort":81,"nodes":["node-1","node-2"]}""")).Must(201);
        Assert.Equal(("Ready", "2"), (made["status.phase"], made["status.nodes.total"]));

        (await _api.PatchAsync("nodes/node-2?wait=ready", """{"labels":{"disk":null}}""")).Must(200);
        var left = (await _api.GetAsync("port-mappings/m")).Must(200);
        Assert.Equal(
            ("Degraded", "1", "NotAMember", "node-2"),
            (left["status.phase"], left["status.nodes.total"], left["status.conditions.0.type"], left["status.conditions.0.node"]));
        Assert.Contains(named, left["status.conditions.0.message"], StringComparison.Ordinal);
        Assert.Equal("NotAMember", (await _api.GetAsync("port-mappings")).Must(200)["items.0.status.conditions.0.type"]);

        // It may be changed as it is, and be without the node.
        (await _api.PatchAsync("port-mappings/m", """{"labels":{"tier":"front"}}""")).Must(200);
        var without = (await _api.PatchAsync("port-mappings/m?wait=ready", """{"nodes":["node-1"]}""")).Must(200);
        Assert.Equal(("Ready", "1"), (without["status.phase"], without["status.nodes.total"]));
    }

    [Fact]
    public async Task Nodes_join_and_leave_as_their_labels_change()
    {
        (await _api.PostAsync("networks?wait=ready", Blue)).Must(201);
        (await _api.PatchAsync("nodes/node-2?wait=ready", """{"labels":{"disk":"fast"}}""")).Must(200);
        Assert.Equal("2", (await _api.GetAsync("networks/blue")).Must(200)["status.nodes.total"]);
        (await _api.PostAsync("pods?wait=ready", """{"name":"web","network":"blue","node":"node-2"}""")).Must(201);

        var refused = (await _api.PatchAsync("nodes/node-2", """{"labels":{"disk":"slow"}}""")).Must(409);
        Assert.Equal(("membersHoldPods", "pod", "web"), (refused.Code, refused["conflicts.0.kind"], refused["conflicts.0.name"]));
        Assert.Equal("fast", (await _api.GetAsync("nodes/node-2")).Must(200)["labels.disk"]);
        (await _api.PostAsync("pods?wait=ready", """{"name":"other","network":"blue","node":"node-2"}""")).Must(201);

        (await _api.DeleteAsync("pods/web?wait=ready")).Must(204);
        (await _api.DeleteAsync("pods/other?wait=ready")).Must(204);
        (await _api.PatchAsync("nodes/node-2?wait=ready", """{"labels":{"disk":"slow"}}""")).Must(200);
        var left = ItemKey.Of(await BlueAsync(), _two.Id);
        await _one.UntilAsync(() => _one.Heard.Any(update => update.Removals.Any(removal => removal.Key == left)));
        Assert.Equal([_one.Id], await MembersAsync(_one));
        Assert.Equal("notAMember", (await _api.PostAsync("pods", """{"name":"late","network":"blue","node":"node-2"}""")).Must(409).Code);
    }

    [Fact]
    public async Task A_node_that_left_gives_everything_back_and_another_may_have_it()
    {
        (await _api.PostAsync("networks?wait=ready", """{"name":"blue","podCidrs":["10.10.0.0/24"],"nodePrefixLengths":[26],"nodeSelector":{"disk":"fast"}}""")).Must(201);
        (await _api.PostAsync("pods?wait=ready", """{"name":"web","network":"blue","node":"node-1"}""")).Must(201);
        (await _api.DeleteAsync("pods/web?wait=ready")).Must(204);
        (await _api.PatchAsync("nodes/node-1?wait=ready", """{"labels":{"disk":null}}""")).Must(200);
        await UntilNoneAsync("network_members WHERE deleted_revision IS NOT NULL");
        await UntilNoneAsync($"blocks WHERE node_id = '{_one.Id}'");
        await UntilNoneAsync($"addresses WHERE node_id = '{_one.Id}' AND network_id = (SELECT id FROM networks WHERE name = 'blue')");

        (await _api.PatchAsync("nodes/node-1?wait=ready", """{"labels":{"disk":"fast"}}""")).Must(200);
        (await _api.PostAsync("pods?wait=ready", """{"name":"web","network":"blue","node":"node-1"}""")).Must(201);
    }

    [Fact]
    public async Task A_node_that_returns_before_it_is_gone_has_its_addresses_again()
    {
        (await _api.PostAsync("networks?wait=ready", Blue)).Must(201);
        var first = (await _api.PostAsync("pods?wait=ready", """{"name":"web","network":"blue","node":"node-1"}""")).Must(201)["addresses.0"];
        (await _api.DeleteAsync("pods/web?wait=ready")).Must(204);
        _two.IsObedient = false;
        (await _api.PatchAsync("nodes/node-1", """{"labels":{"disk":null}}""")).Must(200);
        Assert.Equal("notAMember", (await _api.PostAsync("pods", """{"name":"late","network":"blue","node":"node-1"}""")).Must(409).Code);
        (await _api.PatchAsync("nodes/node-1", """{"labels":{"disk":"fast"}}""")).Must(200);
        (await _api.PostAsync("pods", $$"""{"name":"late","network":"blue","node":"node-1","addresses":["{{first}}"]}""")).Must(201);
    }

    [Fact]
    public async Task The_selector_is_changed_in_place_and_holds_on_to_nodes_with_pods()
    {
        (await _api.PostAsync("networks?wait=ready", Blue)).Must(201);
        (await _api.PostAsync("pods?wait=ready", """{"name":"web","network":"blue","node":"node-1"}""")).Must(201);
        var wider = (await _api.PatchAsync("networks/blue?wait=ready", """{"nodeSelector":{"disk":null}}""")).Must(200);
        Assert.Equal(("{}", "2"), (wider["nodeSelector"], wider["status.nodes.total"]));
        (await _api.PostAsync("pods?wait=ready", """{"name":"second","network":"blue","node":"node-2"}""")).Must(201);

        var refused = (await _api.PatchAsync("networks/blue", """{"nodeSelector":{"disk":"fast"}}""")).Must(409);
        Assert.Equal(("membersHoldPods", "second"), (refused.Code, refused["conflicts.0.name"]));
        Assert.Contains("'node-2'", refused["detail"], StringComparison.Ordinal);
        Assert.Equal("{}", (await _api.GetAsync("networks/blue")).Must(200)["nodeSelector"]);

        (await _api.DeleteAsync("pods/second?wait=ready")).Must(204);
        var dry = (await _api.PatchAsync("networks/blue?dryRun=true", """{"nodeSelector":{"disk":"fast"}}""")).Must(200);
        Assert.Equal("fast", dry["nodeSelector.disk"]);
        Assert.Equal("2", (await _api.GetAsync("networks/blue")).Must(200)["status.nodes.total"]);
        Assert.Equal("1", (await _api.PutAsync("networks/blue?wait=ready", Blue)).Must(200)["status.nodes.total"]);
        (await _api.DeleteAsync("pods/web?wait=ready")).Must(204);
        (await _api.DeleteAsync("networks/blue?wait=ready")).Must(204);
    }

    [Fact]
    public async Task The_mtu_is_that_of_the_members_uplinks()
    {
        _two.Facts = _two.Facts with { UplinkMtu = 1400 };
        await _two.ReportAsync();
        (await _api.PostAsync("networks", """{"name":"all","podCidrs":["10.11.0.0/16"]}""")).Must(201);
        await _one.UntilAsync(() => _one.View.Values.OfType<NetworkItem>().Any(network => network is { Name: "all", Mtu: 1350 }));

        Assert.Equal("1450", (await _api.PostAsync("networks?wait=ready", Blue)).Must(201)["mtu"]);
        Assert.Equal("1350", (await _api.PatchAsync("networks/blue", """{"nodeSelector":{"disk":null}}""")).Must(200)["mtu"]);
        Assert.Equal("1450", (await _api.PatchAsync("networks/blue", """{"nodeSelector":{"disk":"fast"}}""")).Must(200)["mtu"]);
    }

    [Fact]
    public async Task A_node_that_comes_later_is_a_member_of_those_that_ask_for_nothing_and_a_malformed_selector_is_refused()
    {
        (await _api.PostAsync("networks", Blue)).Must(201);
        await using var three = await ScriptedAgent.JoinAsync(_api, "node-3", 3);
        Assert.Equal([_one.Id], await MembersAsync(three));
        Assert.Equal(["nodeSelector.disk: invalid"], (await _api.PostAsync("networks", """{"name":"red","nodeSelector":{"disk":7}}""")).Must(400).Problems);
        Assert.Equal(["nodeSelector: invalid"], (await _api.PostAsync("networks", """{"name":"red","nodeSelector":"disk"}""")).Must(400).Problems);
    }

    private async Task<NetworkId> BlueAsync() => new(Guid.Parse((await _api.GetAsync("networks/blue")).Must(200)["id"] ?? ""));

    /// <summary>Of network blue, as a node that starts anew would hear of them.</summary>
    private async Task<NodeId[]> MembersAsync(ScriptedAgent agent)
    {
        var blue = await BlueAsync();
        return [.. (await agent.SnapshotAsync()).Items.Items.OfType<MemberItem>().Where(member => member.Network == blue).Select(member => member.Node)];
    }

    private async Task UntilNoneAsync(string rows)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (await ExistsAsync(rows, limit.Token))
        {
            // What is waited for follows on a report.
            await _one.ReportAsync();
            await _two.ReportAsync();
        }
    }

    private async Task<bool> ExistsAsync(string rows, CancellationToken ct)
    {
        await using var command = _api.Data.CreateCommand($"SELECT EXISTS (SELECT 1 FROM {rows})");
        return await command.ExecuteScalarAsync(ct) is true;
    }
}
