using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Netaas.Api.Auth;

namespace Netaas.ApiTests;

public sealed class TokenTests : IAsyncLifetime
{
    private ApiHost _api = null!;

    public async ValueTask InitializeAsync()
    {
        _api = await ApiHost.StartAsync();
        (await _api.PostAsync("projects", """{"name":"a"}""")).Must(201);
    }

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task A_secret_is_told_once_and_stored_nowhere()
    {
        var created = (await _api.PostAsync("tokens?project=a", """{"name":"ci","role":"operator"}""", ("Idempotency-Key", "k"))).Must(201);
        var secret = created["secret"]!;
        Assert.Null((await _api.PostAsync("tokens?project=a", """{"name":"ci","role":"operator"}""", ("Idempotency-Key", "k"))).Must(201)["secret"]);
        Assert.Null((await _api.GetAsync("tokens/ci?project=a")).Must(200)["secret"]);
        Assert.Null((await _api.PostAsync("tokens?project=a&dryRun=true", """{"name":"dry","role":"operator"}""")).Must(200)["secret"]);
        Assert.DoesNotContain(secret, (await _api.GetAsync("changes")).Must(200).Body!.ToJsonString(), StringComparison.Ordinal);
        foreach (var table in new[] { "tokens", "changes", "idempotency_keys", "events" })
        {
            await using var command = _api.Data.CreateCommand($"SELECT count(*) FROM {table} t WHERE t::text LIKE '%' || $1 || '%'");
            command.Parameters.Add(new Npgsql.NpgsqlParameter { Value = secret });
            Assert.Equal(0L, await command.ExecuteScalarAsync());
        }

        (await _api.As(secret).PostAsync("networks", """{"name":"blue"}""")).Must(201);
        Assert.Equal("a", (await _api.GetAsync("networks")).Must(200)["items.0.project"]);
    }

    [Fact]
    public async Task A_token_that_was_deleted_or_has_expired_is_refused()
    {
        var deleted = (await _api.PostAsync("tokens?project=a", """{"name":"one","role":"viewer"}""")).Must(201)["secret"]!;
        var expired = (await _api.PostAsync("tokens?project=a", """{"name":"two","role":"viewer","expiresAt":"2100-01-01T00:00:00Z"}""")).Must(201)["secret"]!;
        (await _api.As(deleted).GetAsync("networks")).Must(200);
        (await _api.As(expired).GetAsync("networks")).Must(200);

        (await _api.DeleteAsync("tokens/one?project=a")).Must(204);
        (await _api.PatchAsync("tokens/two?project=a", """{"expiresAt":"2020-01-01T00:00:00Z"}""")).Must(200);

        (await _api.As(deleted).GetAsync("networks")).Must(401);
        (await _api.As(expired).GetAsync("networks")).Must(401);
        Assert.Equal("Expired", (await _api.GetAsync("tokens/two?project=a")).Must(200)["status.conditions.0.type"]);
        Assert.Equal(["expiresAt: past"], (await _api.PostAsync("tokens", """{"name":"x","role":"viewer","expiresAt":"2020-01-01T00:00:00Z"}""")).Must(400).Problems);
    }

    [Fact]
    public async Task The_last_use_is_written_once_for_many_requests()
    {
        var secret = (await _api.PostAsync("tokens?project=a", """{"name":"ci","role":"viewer"}""")).Must(201)["secret"]!;
        var tokens = _api.App.Services.GetRequiredService<TokenStore>();
        Assert.Null((await _api.GetAsync("tokens/ci?project=a"))["status.lastUsedAt"]);
        for (var i = 0; i < 20; i++)
            (await _api.As(secret).GetAsync("networks")).Must(200);

        await tokens.SaveUsesAsync(CancellationToken.None);
        var read = (await _api.GetAsync("tokens/ci?project=a")).Must(200);
        Assert.NotNull(read["status.lastUsedAt"]);
        Assert.Equal(read["revision"], (await _api.PutAsync("tokens/ci?project=a", read.Body!.ToJsonString())).Must(200)["revision"]);
    }

    [Fact]
    public async Task A_role_is_for_good_and_a_configured_token_is_changed_elsewhere()
    {
        (await _api.PostAsync("tokens?project=a", """{"name":"ci","role":"viewer"}""")).Must(201);
        Assert.Equal("immutable", (await _api.PatchAsync("tokens/ci?project=a", """{"role":"admin"}""")).Must(409).Code);
        Assert.Equal("configured", (await _api.DeleteAsync("tokens/admin")).Must(409).Code);
        Assert.Equal("nameTaken", (await _api.PostAsync("tokens", """{"name":"admin","role":"admin","system":true}""")).Must(409).Code);
    }

    [Fact]
    public async Task An_admin_of_a_project_makes_tokens_for_it_and_no_others()
    {
        var admin = _api.As((await _api.PostAsync("tokens?project=a", """{"name":"boss","role":"admin"}""")).Must(201)["secret"]!);

        Assert.Equal("a", (await admin.PostAsync("tokens", """{"name":"ci","role":"operator"}""")).Must(201)["project"]);
        (await admin.PostAsync("tokens", """{"name":"all","role":"admin","system":true}""")).Must(403);
        (await admin.PostAsync("tokens", """{"name":"join","role":"join"}""")).Must(403);
        (await admin.PostAsync("projects", """{"name":"c"}""")).Must(403);
        Assert.Equal(["boss", "ci"], [.. (await admin.GetAsync("tokens")).Must(200).Find("items")!.AsArray().Select(token => token!["name"]!.ToString())]);
        Assert.Equal("a", Assert.Single((await admin.GetAsync("projects")).Must(200).Find("items")!.AsArray())!["name"]!.ToString());
    }

    [Fact]
    public async Task A_join_token_enrols_one_node_which_may_come_back()
    {
        var token = (await _api.PostAsync("tokens", """{"name":"rack-7","role":"join"}""")).Must(201)["secret"]!;
        var facts = ScriptedAgent.FactsOf(1);
        var credential = new string('c', 40);
        Assert.Equal(HttpStatusCode.OK, (await ScriptedAgent.EnrolAsync(_api, "node-1", credential, facts, token)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await ScriptedAgent.EnrolAsync(_api, "node-1", credential, facts, token)).StatusCode);

        Assert.Equal(HttpStatusCode.Conflict, (await ScriptedAgent.EnrolAsync(_api, "node-2", credential, ScriptedAgent.FactsOf(2), token)).StatusCode);
        (await _api.GetAsync("nodes/node-2")).Must(404);
        Assert.Equal("node-1", (await _api.GetAsync("tokens/rack-7")).Must(200)["status.node"]);
        (await _api.As(token).GetAsync("networks")).Must(403);
    }

    [Fact]
    public async Task One_join_token_in_many_hands_enrols_one_node()
    {
        var token = (await _api.PostAsync("tokens", """{"name":"once","role":"join"}""")).Must(201)["secret"]!;
        var replies = await Task.WhenAll(Enumerable.Range(1, 8).Select(i =>
            ScriptedAgent.EnrolAsync(_api, $"node-{i}", new string('c', 40) + i, ScriptedAgent.FactsOf(i), token)));

        Assert.Single(replies, reply => reply.StatusCode == HttpStatusCode.OK);
        Assert.Single((await _api.GetAsync("nodes")).Must(200).Find("items")!.AsArray());
    }
}
