using Netaas.Core.View;

namespace Netaas.ApiTests;

/// <summary>Networks that have no tunnel address left for a node.</summary>
public sealed class MemberRoomTests : OneNode
{
    /// <summary>Room for the tunnel addresses of two nodes, and for the pods of one.</summary>
    private const string Tiny = """{"name":"tiny","podCidrs":["10.51.0.0/29"],"nodePrefixLengths":[30]}""";

    protected override async Task PrepareAsync() => await JoinAsync("node-2", 2);

    [Fact]
    public async Task A_node_that_a_network_has_no_room_for_joins_the_fleet_and_the_other_networks()
    {
        (await Api.PostAsync("networks", Tiny)).Must(201);
        (await Api.PostAsync("networks", """{"name":"wide","podCidrs":["10.52.0.0/16"]}""")).Must(201);
        var three = await JoinAsync("node-3", 3);

        (await Api.GetAsync("nodes/node-3")).Must(200);
        var tiny = (await Api.GetAsync("networks/tiny")).Must(200);
        Assert.Equal(("NoRoom", "node-3"), (tiny["status.conditions.0.type"], tiny["status.conditions.0.node"]));
        Assert.Empty((await Api.GetAsync("networks/wide")).Must(200).Find("status.conditions")!.AsArray());
        var refused = (await Api.PostAsync("pods", """{"name":"web","network":"tiny","node":"node-3"}""")).Must(409);
        Assert.Equal(("notAMember", "node-3"), (refused.Code, refused["conflicts.0.name"]));
        Assert.Contains("larger pod CIDR", refused["detail"], StringComparison.Ordinal);
        (await Api.PostAsync("pods", """{"name":"web","network":"wide","node":"node-3"}""")).Must(201);

        // Its part in the tiny one isn't lacking: there is none.
        var items = (await three.SnapshotAsync()).Items.Items;
        Assert.Equal([("tiny", true), ("wide", false)], items.OfType<NetworkItem>().Select(network => (network.Name, network.HasNodeSelector)).Order());
        Assert.Single(items.OfType<MemberItem>(), member => member.Node == three.Id);
    }

    [Fact]
    public async Task It_becomes_a_member_when_it_enrols_again_and_there_is_room()
    {
        (await Api.PostAsync("networks", Tiny)).Must(201);
        var three = await JoinAsync("node-3", 3);
        await EnrolAgainAsync(three);
        Assert.Equal("NoRoom", (await Api.GetAsync("networks/tiny")).Must(200)["status.conditions.0.type"]);

        // As of a node that was removed.
        await using (var command = Api.Data.CreateCommand(
            """
            WITH gone AS (DELETE FROM addresses WHERE node_id = $1 AND holder = 'tunnel' RETURNING block_id, address),
            left_it AS (DELETE FROM network_members WHERE node_id = $1)
            INSERT INTO free_addresses (block_id, cidr_id, node_id, rested_at, address)
            SELECT b.id, b.cidr_id, '00000000-0000-0000-0000-000000000000', now(), g.address FROM gone g JOIN blocks b ON b.id = g.block_id
            """))
        {
            command.Parameters.AddWithValue(Node.Id.Value);
            await command.ExecuteNonQueryAsync();
        }
        await EnrolAgainAsync(three);
        Assert.Empty((await Api.GetAsync("networks/tiny")).Must(200).Find("status.conditions")!.AsArray());
        (await Api.PostAsync("pods", """{"name":"web","network":"tiny","node":"node-3"}""")).Must(201);
    }

    [Fact]
    public async Task A_network_that_is_too_small_for_its_members_is_refused_and_one_for_fewer_is_not()
    {
        await JoinAsync("node-3", 3);
        var refused = (await Api.PostAsync("networks", Tiny)).Must(409);
        Assert.Equal(("noFreeAddress", "tiny", "podCidrs"), (refused.Code, refused["conflicts.0.name"], refused["errors.0.field"]));
        Assert.Contains("larger pod CIDR, or a nodeSelector", refused["detail"], StringComparison.Ordinal);
        (await Api.GetAsync("networks/tiny")).Must(404);

        (await Api.PatchAsync("nodes/node-3", """{"labels":{"small":"yes"}}""")).Must(200);
        (await Api.PostAsync("networks", Tiny.Insert(1, "\"nodeSelector\":{\"small\":\"yes\"},"))).Must(201);
        (await Api.PostAsync("pods", """{"name":"web","network":"tiny","node":"node-3"}""")).Must(201);
    }

    [Fact]
    public async Task Who_would_make_more_nodes_members_than_there_is_room_for_is_refused_with_the_network()
    {
        await JoinAsync("node-3", 3);
        foreach (var node in new[] { "node-1", "node-2" })
            (await Api.PatchAsync($"nodes/{node}", """{"labels":{"small":"yes"}}""")).Must(200);
        (await Api.PostAsync("networks", Tiny.Insert(1, "\"nodeSelector\":{\"small\":\"yes\"},"))).Must(201);

        Refused(await Api.PatchAsync("nodes/node-3", """{"labels":{"small":"yes"}}"""));
        Assert.Equal("{}", (await Api.GetAsync("nodes/node-3")).Must(200)["labels"]);
        Refused(await Api.PatchAsync("networks/tiny", """{"nodeSelector":null}"""));
        Refused(await Api.PostAsync("apply", $$"""{"resources":[{{Tiny.Insert(1, "\"kind\":\"network\",")}}]}"""));
        Assert.Equal("2", (await Api.GetAsync("networks/tiny")).Must(200)["status.nodes.total"]);

        static void Refused(Reply reply) => Assert.Equal("tiny", reply.Must(409)["conflicts.0.name"]);
    }

    private async Task EnrolAgainAsync(ScriptedAgent agent)
    {
        using var again = await ScriptedAgent.EnrolAsync(Api, agent.Name, agent.Credential, agent.Facts);
        again.EnsureSuccessStatusCode();
    }
}
