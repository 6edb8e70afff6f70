using System.Collections.Concurrent;

namespace Netaas.ApiTests;

/// <summary>A database that breaks writes off and dawdles: what was acknowledged stands and becomes ready, what was refused left nothing.</summary>
public sealed class FaultTests : IAsyncLifetime
{
    private const int Writers = 8;
    private const int PodsEach = 40;

    /// <summary>Stands in the way of every write, as all of them append to the change log: 1 in 50 fails, 1 in 200 takes a second.</summary>
    private const string Faults = """
        CREATE SEQUENCE faults;
        CREATE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE luck float8 := random();
        BEGIN
            IF luck < 0.01 THEN PERFORM nextval('faults'); RAISE EXCEPTION 'a deadlock' USING ERRCODE = '40P01'; END IF;
            IF luck < 0.02 THEN PERFORM nextval('faults'); RAISE EXCEPTION 'not serializable' USING ERRCODE = '40001'; END IF;
            IF luck < 0.025 THEN PERFORM pg_sleep(1); END IF;
            RETURN NEW;
        END $$;
        CREATE TRIGGER fault BEFORE INSERT ON changes FOR EACH ROW EXECUTE FUNCTION fault();
        """;

    private ApiHost _api = null!;
    private ScriptedAgent _one = null!;
    private ScriptedAgent _two = null!;

    public async ValueTask InitializeAsync()
    {
        _api = await ApiHost.StartAsync();
        _one = await ScriptedAgent.JoinAsync(_api, "node-1", 1);
        _two = await ScriptedAgent.JoinAsync(_api, "node-2", 2);
        (await _api.PostAsync("networks", """{"name":"blue","podCidrs":["10.10.0.0/16"]}""")).Must(201);
    }

    public async ValueTask DisposeAsync()
    {
        await _one.DisposeAsync();
        await _two.DisposeAsync();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task Writes_that_the_database_breaks_off_happen_once_or_not_at_all()
    {
        await ExecuteAsync(Faults);
        var acknowledged = new ConcurrentDictionary<string, string>();
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(async writer =>
        {
            var random = new Random(writer);
            for (var i = 0; i < PodsEach; i++)
            {
                var name = $"p-{writer}-{i}";
                var id = await CreateTwiceAsync("pods", name, $$"""{"name":"{{name}}","network":"blue","node":"node-{{1 + random.Next(2)}}"}""");
                acknowledged[name] = id;
                if (random.Next(3) == 0)
                {
                    (await _api.DeleteAsync($"pods/{name}")).Must(204);
                    acknowledged.TryRemove(name, out _);
                }
                else if (random.Next(3) == 0)
                    (await _api.PatchAsync($"pods/{name}", """{"labels":{"patched":"yes"}}""")).Must(200);
                // Refused, whatever the database does.
                (await _api.PostAsync("pods", $$"""{"name":"refused-{{writer}}","network":"blue","node":"node-1","addresses":["10.99.0.1"]}""")).Must(400);
            }
        }));
        Assert.True(await NumberAsync("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM faults") > 3, "no write was broken off");
        await ExecuteAsync("DROP TRIGGER fault ON changes");

        var pods = (await _api.GetAsync("pods?limit=1000")).Must(200).Find("items")!.AsArray();
        Assert.Equal(acknowledged.OrderBy(pod => pod.Key), pods.Select(pod => KeyValuePair.Create($"{pod!["name"]}", $"{pod["id"]}")).OrderBy(pod => pod.Key));
        foreach (var (name, _) in acknowledged)
            (await _api.PatchAsync($"pods/{name}?wait=ready&timeout=30s", "{}")).Must(200);
        // One creation each in the log, and nobody holds an address but pods that are there.
        Assert.Equal(Writers * PodsEach, await NumberAsync("SELECT count(*) FROM changes WHERE kind = 'pod' AND action = 'create'"));
        Assert.Equal(0, await NumberAsync("SELECT count(*) FROM addresses a WHERE holder = 'pod' AND NOT EXISTS (SELECT 1 FROM pods p WHERE p.id = a.pod_id)"));
        Assert.Equal(
            await NumberAsync("SELECT count(*) FROM pods"), await NumberAsync("SELECT count(*) FROM addresses WHERE holder = 'pod'"));
    }

    /// <summary>Two requests with one key, side by side: both are answered with the one resource.</summary>
    private async Task<string> CreateTwiceAsync(string plural, string key, string body)
    {
        var replies = await Task.WhenAll(
            _api.PostAsync(plural, body, ("Idempotency-Key", key)), _api.PostAsync(plural, body, ("Idempotency-Key", key)));
        Assert.Equal(replies[0].Must(201)["id"], replies[1].Must(201)["id"]);
        return replies[0]["id"]!;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _api.Data.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<long> NumberAsync(string sql)
    {
        await using var command = _api.Data.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
