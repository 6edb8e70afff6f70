namespace Netaas.ApiTests;

public sealed class IdempotencyTests : IAsyncLifetime
{
    private ApiHost _api = null!;
    private ScriptedAgent _node = null!;

    public async ValueTask InitializeAsync()
    {
        _api = await ApiHost.StartAsync();
        _node = await ScriptedAgent.JoinAsync(_api, "node-1", 1);
        (await _api.PostAsync("networks", """{"name":"blue","podCidrs":["10.10.0.0/16"]}""")).Must(201);
    }

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task The_same_request_with_the_same_key_is_answered_as_the_first_time_and_happens_once()
    {
        const string body = """{"name":"web","network":"blue","node":"node-1"}""";
        var replies = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => _api.PostAsync("pods", body, ("Idempotency-Key", "k-1"))));

        Assert.All(replies, reply => reply.Must(201));
        Assert.Single(replies.Select(reply => (reply["id"], reply.ETag, reply.Location)).Distinct());

        (await _api.DeleteAsync("pods/web?wait=ready")).Must(204);
        Assert.Equal(replies[0]["id"], (await _api.PostAsync("pods", body, ("Idempotency-Key", "k-1"))).Must(201)["id"]);
        (await _api.GetAsync("pods/web")).Must(404);
    }

    [Fact]
    public async Task A_set_sent_again_with_its_key_is_answered_as_the_first_time()
    {
        const string set = """{"resources":[{"kind":"network","name":"green"},{"kind":"pod","name":"web","network":"green","node":"node-1"}]}""";
        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _api.PostAsync("apply", set, ("Idempotency-Key", "k-4"))));

        Assert.All(replies, reply => Assert.Equal("web", reply.Must(200)["created.1.name"]));
        Assert.Single(replies.Select(reply => reply["created.1.id"]).Distinct());
        Assert.Equal("idempotencyKeyReused", (await _api.PostAsync("apply", """{"resources":[]}""", ("Idempotency-Key", "k-4"))).Must(409).Code);
        const string wrong = """{"resources":[{"kind":"pod","name":"lost","network":"red","node":"node-1"}]}""";
        (await _api.PostAsync("apply", wrong, ("Idempotency-Key", "k-5"))).Must(400);
        (await _api.PostAsync("networks", """{"name":"red"}""")).Must(201);
        (await _api.PostAsync("apply", wrong, ("Idempotency-Key", "k-5"))).Must(200);
    }

    [Fact]
    public async Task A_key_stands_for_one_request_only()
    {
        (await _api.PostAsync("pods", """{"name":"a","network":"blue","node":"node-1"}""", ("Idempotency-Key", "k-2"))).Must(201);

        Assert.Equal("idempotencyKeyReused", (await _api.PostAsync("pods", """{"name":"b","network":"blue","node":"node-1"}""", ("Idempotency-Key", "k-2"))).Must(409).Code);
    }

    [Fact]
    public async Task A_refused_request_leaves_its_key_free()
    {
        const string body = """{"name":"a","network":"red","node":"node-1"}""";
        (await _api.PostAsync("pods", body, ("Idempotency-Key", "k-3"))).Must(400);
        (await _api.PostAsync("networks", """{"name":"red"}""")).Must(201);

        (await _api.PostAsync("pods", body, ("Idempotency-Key", "k-3"))).Must(201);
    }
}
