using System.Collections.Concurrent;

namespace Netaas.ApiTests;

/// <summary>Many clients that take and give back at random: nothing is held twice, and nothing is lost.</summary>
public sealed class RandomFreeTests : OneNode
{
    private const int Clients = 64;

    private readonly ConcurrentDictionary<string, string> _held = new();

    [Fact]
    public async Task Addresses_of_a_22_are_never_held_twice_nor_refused_while_one_is_free()
    {
        // Blocks of /26, 61 usable addresses each; the first gives tunnel addresses.
        const int capacity = 15 * 61;
        (await Api.PostAsync("networks", """{"name":"blue","podCidrs":["10.10.0.0/22"],"nodePrefixLengths":[26]}""")).Must(201);

        await ContendAsync(capacity / Clients, 3, name => ("pods", $$"""{"name":"{{name}}","network":"blue","node":"node-1"}""", "addresses.0"));

        for (var i = _held.Count; i < capacity; i++)
            Hold((await Api.PostAsync("pods", $$"""{"name":"rest-{{i}}","network":"blue","node":"node-1"}""")).Must(201)["addresses.0"], "rest");
        (await Api.PostAsync("pods", """{"name":"one-too-many","network":"blue","node":"node-1"}""")).Must(409);
        Assert.Equal(capacity, await CountAsync("addresses WHERE holder = 'pod'"));
    }

    [Fact]
    public async Task CIDRs_of_a_pool_are_never_held_twice_nor_refused_while_one_is_free()
    {
        // The first start's pool: 64 networks of /16, as many as there are clients.
        await ContendAsync(1, 2, name => ("networks", $$"""{"name":"{{name}}"}""", "podCidrs.0"));

        for (var i = _held.Count; i < Clients; i++)
            Hold((await Api.PostAsync("networks", $$"""{"name":"rest-{{i}}"}""")).Must(201)["podCidrs.0"], "rest");
        Assert.Equal("poolExhausted", (await Api.PostAsync("networks", """{"name":"one-too-many"}""")).Must(409).Code);
        Assert.Equal(Clients, await CountAsync("network_cidrs"));
    }

    [Fact]
    public async Task Host_ports_are_never_held_twice_and_all_that_are_given_back_are_free()
    {
        (await Api.PostAsync("pods?wait=ready", """{"name":"web","node":"node-1"}""")).Must(201);

        await ContendAsync(4, 2, name => ("port-mappings", $$"""{"name":"{{name}}","pod":"web","targetPort":80}""", "hostPort"));

        Assert.Equal(_held.Count, await CountAsync("host_ports WHERE owner_kind = 'port-mapping'"));
        Assert.Equal(_held.Count, await CountAsync("port_mappings"));
    }

    [Fact]
    public async Task Names_are_never_held_twice_and_free_once_they_are_given_back()
    {
        const int names = 8;
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async client =>
        {
            var random = new Random(client);
            for (var i = 0; i < 6; i++)
            {
                var name = $"n{random.Next(names)}";
                var reply = await Api.PostAsync("pods", $$"""{"name":"{{name}}","node":"node-1"}""");
                if (reply.Status != 201)
                {
                    Assert.Equal("nameTaken", reply.Must(409).Code);
                    continue;
                }
                Hold(name, $"{client}");
                Assert.True(_held.TryRemove(name, out _));
                (await Api.DeleteAsync($"pods/{reply["id"]}")).Must(204);
            }
        }));

        for (var i = 0; i < names; i++)
            (await Api.PostAsync("pods", $$"""{"name":"n{{i}}","node":"node-1"}""")).Must(201);
        Assert.Equal(names, await CountAsync("pods WHERE deleted_revision IS NULL"));
    }

    /// <summary>Each client takes so many, and gives every so manieth back at once.</summary>
    private Task ContendAsync(int each, int freed, Func<string, (string Kind, string Body, string Field)> make) =>
        Task.WhenAll(Enumerable.Range(0, Clients).Select(async client =>
        {
            var random = new Random(client);
            for (var i = 0; i < each; i++)
            {
                var name = $"c-{client}-{i}";
                var (kind, body, field) = make(name);
                var taken = (await Api.PostAsync(kind, body)).Must(201)[field];
                Hold(taken, name);
                if (random.Next(freed) != 0)
                    continue;
                Assert.True(_held.TryRemove($"{taken}", out _));
                (await Api.DeleteAsync($"{kind}/{name}?wait=ready&timeout=60s")).Must(204);
            }
        }));

    private void Hold(string? what, string by) =>
        Assert.True(_held.TryAdd($"{what}", by), $"{what} is held by {by} and by {_held.GetValueOrDefault($"{what}")}");

    private async Task<long> CountAsync(string from)
    {
        await using var command = Api.Data.CreateCommand($"SELECT count(*) FROM {from}");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
