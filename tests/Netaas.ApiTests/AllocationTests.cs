using System.Globalization;
using Netaas.Contracts;
using Netaas.Core.Naming;
using Netaas.Core.View;

namespace Netaas.ApiTests;

public sealed class AllocationTests : OneNode
{
    private const int Clients = 64;

    [Fact]
    public async Task A_pod_that_waits_for_a_lock_holds_up_no_other()
    {
        foreach (var (name, cidr) in new[] { ("held", "10.10.0.0/16"), ("free", "10.11.0.0/16") })
        {
            (await Api.PostAsync("networks", $$"""{"name":"{{name}}","podCidrs":["{{cidr}}"]}""")).Must(201);
            (await Api.PostAsync("pods", $$"""{"name":"first-{{name}}","network":"{{name}}","node":"node-1"}""")).Must(201);
        }
        await using var connection = await Api.Data.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var hold = new Npgsql.NpgsqlCommand("SELECT 1 FROM networks WHERE name = 'held' FOR UPDATE", connection))
            await hold.ExecuteNonQueryAsync();

        var waiting = Api.PostAsync("pods", """{"name":"late","network":"held","node":"node-1"}""");
        for (var i = 0; i < 20; i++)
            (await Api.PostAsync("pods", $$"""{"name":"free-{{i}}","network":"free","node":"node-1"}""")).Must(201);
        Assert.False(waiting.IsCompleted);
        await transaction.RollbackAsync();
        (await waiting).Must(201);
    }

    [Fact]
    public async Task Networks_and_ports_chosen_side_by_side_are_all_different()
    {
        var networks = await Task.WhenAll(Enumerable.Range(0, Clients).Select(i => Api.PostAsync("networks", $$"""{"name":"n{{i}}"}""")));
        Assert.Equal(Clients, networks.Select(network => network.Must(201)["podCidrs.0"]).Distinct().Count());
        Assert.Equal(Clients, networks.Select(network => network["vni"]).Distinct().Count());

        (await Api.PostAsync("pods", """{"name":"web","network":"n0","node":"node-1"}""")).Must(201);
        var mappings = await Task.WhenAll(Enumerable.Range(0, Clients).Select(i => Api.PostAsync("port-mappings", $$"""{"name":"m{{i}}","pod":"web","targetPort":80}""")));
        Assert.Equal(
            Enumerable.Range(20000, Clients),
            mappings.Select(mapping => int.Parse(mapping.Must(201)["hostPort"]!, CultureInfo.InvariantCulture)).Order());
    }

    [Fact]
    public async Task The_default_network_is_made_once_for_many_first_pods_on_many_nodes()
    {
        for (var i = 2; i < 20; i++)
            (await ScriptedAgent.EnrolAsync(Api, $"node-{i}", $"credential-of-node-{i}-0123456789abcdef", ScriptedAgent.FactsOf(i))).EnsureSuccessStatusCode();

        var replies = await Task.WhenAll(Enumerable.Range(0, Clients).Select(i => Api.PostAsync("pods", $$"""{"name":"p{{i}}","node":"node-{{1 + i % 19}}"}""")));

        Assert.All(replies, reply => reply.Must(201));
        Assert.Single(replies.Select(reply => reply["network"]).Distinct());
        Assert.Equal(Clients, replies.Select(reply => reply["addresses.0"]).Distinct().Count());
    }

    [Fact]
    public async Task One_name_asked_for_by_many_is_given_once()
    {
        (await Api.PostAsync("networks", """{"name":"blue"}""")).Must(201);
        var replies = await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Api.PostAsync("pods", """{"name":"web","network":"blue","node":"node-1"}""")));

        Assert.Single(replies, reply => reply.Status == 201);
        Assert.All(replies.Where(reply => reply.Status != 201), reply => Assert.Equal("nameTaken", reply.Must(409).Code));
        Assert.Equal(1, await CountAsync("addresses WHERE holder = 'pod'"));
    }

    [Fact]
    public async Task A_released_address_rests_while_others_are_free()
    {
        (await Api.PostAsync("networks", """{"name":"blue","podCidrs":["10.10.0.0/16"]}""")).Must(201);
        (await Api.PostAsync("pods?wait=ready", """{"name":"first","network":"blue","node":"node-1"}""")).Must(201);
        (await Api.DeleteAsync("pods/first?wait=ready")).Must(204);

        Assert.Equal("10.10.1.3", (await Api.PostAsync("pods", """{"name":"second","network":"blue","node":"node-1"}""")).Must(201)["addresses.0"]);
        Assert.Equal(
            "10.10.1.2",
            (await Api.PostAsync("pods", """{"name":"third","network":"blue","node":"node-1","addresses":["10.10.1.2"]}""")).Must(201)["addresses.0"]);
    }

    [Fact]
    public async Task Addresses_of_a_pod_stay_taken_until_its_node_confirms()
    {
        (await Api.PostAsync("networks", """{"name":"blue","podCidrs":["10.10.0.0/16"]}""")).Must(201);
        (await Api.PostAsync("pods?wait=ready", """{"name":"web","network":"blue","node":"node-1","addresses":["10.10.1.9"]}""")).Must(201);
        Node.IsObedient = false;
        (await Api.DeleteAsync("pods/web")).Must(204);
        await Node.HearAsync(update => update.Removals.Count > 0);

        var refused = (await Api.PostAsync("pods", """{"name":"web","network":"blue","node":"node-1","addresses":["10.10.1.9"]}""")).Must(409);
        Assert.Contains("being deleted", refused["detail"], StringComparison.Ordinal);

        await Node.ReportAsync();
        Node.IsObedient = true;
        (await Api.DeleteAsync("networks/blue?cascade=true&wait=ready")).Must(204);
        Assert.Equal(0, await CountAsync("addresses"));
        Assert.Equal(0, await CountAsync("free_addresses"));
    }

    [Fact]
    public async Task What_a_node_fails_to_remove_stays_taken_and_holds_up_nothing_else()
    {
        (await Api.PostAsync("networks", """{"name":"blue","podCidrs":["10.10.0.0/16"]}""")).Must(201);
        var stuck = (await Api.PostAsync("pods?wait=ready", """{"name":"stuck","network":"blue","node":"node-1","addresses":["10.10.1.8"]}""")).Must(201);
        (await Api.PostAsync("pods?wait=ready", """{"name":"web","network":"blue","node":"node-1","addresses":["10.10.1.9"]}""")).Must(201);
        Node.IsObedient = false;
        (await Api.DeleteAsync("pods/stuck")).Must(204);
        var going = Api.DeleteAsync("pods/web?wait=ready");
        await Node.UntilAsync(() => Node.Heard.Sum(update => update.Removals.Count) == 2);

        var key = ItemKey.Of(new PodId(Guid.Parse(stuck["id"] ?? "")));
        await Node.ReportAsync(new ItemFailure(key, 1, FailureReason.KernelRefused, "device or resource busy"));

        (await going).Must(204);
        (await Api.PostAsync("pods", """{"name":"web","network":"blue","node":"node-1","addresses":["10.10.1.9"]}""")).Must(201);
        Assert.Contains(
            "being deleted",
            (await Api.PostAsync("pods", """{"name":"stuck","network":"blue","node":"node-1","addresses":["10.10.1.8"]}""")).Must(409)["detail"],
            StringComparison.Ordinal);
    }

    private async Task<long> CountAsync(string from)
    {
        await using var command = Api.Data.CreateCommand($"SELECT count(*) FROM {from}");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
