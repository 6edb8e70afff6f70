namespace Netaas.ApiTests;

public sealed class ProjectTests : IAsyncLifetime
{
    private const string Pod = """{"name":"web","network":"blue","node":"node-1"}""";

    private ApiHost _api = null!;
    private ScriptedAgent _node = null!;

    public async ValueTask InitializeAsync()
    {
        _api = await ApiHost.StartAsync();
        _node = await ScriptedAgent.JoinAsync(_api, "node-1", 1);
        (await _api.PostAsync("projects", """{"name":"a"}""")).Must(201);
        (await _api.PostAsync("projects", """{"name":"b"}""")).Must(201);
    }

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task An_admin_chooses_the_project_and_without_one_lists_all()
    {
        foreach (var project in new[] { "a", "b" })
        {
            var network = (await _api.PostAsync($"networks?project={project}", """{"name":"blue"}""")).Must(201);
            Assert.Equal(project, network["project"]);
            Assert.Equal(network["id"], (await _api.GetAsync(network.Location!.Replace("/api/v1/", "", StringComparison.Ordinal))).Must(200)["id"]);
            (await _api.PostAsync($"pods?project={project}", Pod)).Must(201);
        }

        var pods = (await _api.GetAsync("pods")).Must(200);
        Assert.Equal(("a", "b"), (pods["items.0.project"], pods["items.1.project"]));
        Assert.Equal(pods["items.1.id"], (await _api.GetAsync("pods?project=b")).Must(200)["items.0.id"]);
        (await _api.GetAsync("pods/web")).Must(404);
        Assert.Equal("b", (await _api.GetAsync($"pods/{pods["items.1.id"]}")).Must(200)["project"]);
        Assert.Equal(["project: unknownProject"], (await _api.GetAsync("pods?project=c")).Must(400).Problems);
    }

    [Fact]
    public async Task A_change_by_id_is_recorded_in_the_project_of_the_resource()
    {
        var network = (await _api.PostAsync("networks?project=a", """{"name":"blue"}""")).Must(201);
        (await _api.PatchAsync($"networks/{network["id"]}", """{"labels":{"x":"y"}}""")).Must(200);

        Assert.Equal("update", (await _api.GetAsync("changes?project=a&kind=network")).Must(200)["items.0.action"]);
        Assert.Empty((await _api.GetAsync("changes?project=default&kind=network")).Must(200).Find("items")!.AsArray());
    }

    [Fact]
    public async Task What_was_read_in_one_project_is_not_put_into_another()
    {
        var network = (await _api.PostAsync("networks?project=a", """{"name":"blue"}""")).Must(201);
        var body = network.Body!.ToJsonString();

        Assert.Contains("project: mismatch", (await _api.PutAsync("networks/blue?project=b", body)).Must(400).Problems);
        Assert.Equal(network["revision"], (await _api.PutAsync("networks/blue?project=a", body)).Must(200)["revision"]);
    }

    [Fact]
    public async Task A_project_with_resources_goes_only_with_all_of_them()
    {
        (await _api.PostAsync("networks?project=a&wait=ready", """{"name":"blue","podCidrs":["10.10.0.0/16"]}""")).Must(201);
        (await _api.PostAsync("pods?project=a&wait=ready", Pod)).Must(201);
        (await _api.PostAsync("port-mappings?project=a&wait=ready", """{"name":"m","pod":"web","hostPort":8080}""")).Must(201);
        var token = (await _api.PostAsync("tokens?project=a", """{"name":"t","role":"operator"}""")).Must(201)["secret"]!;
        (await _api.As(token).GetAsync("pods/web")).Must(200);

        var refused = (await _api.DeleteAsync("projects/a")).Must(409);
        Assert.Equal("hasDependents", refused.Code);
        Assert.Equal("blue", refused["conflicts.0.name"]);
        (await _api.DeleteAsync("projects/a?cascade=true&wait=ready")).Must(204);

        (await _api.As(token).GetAsync("pods/web")).Must(401);
        (await _api.GetAsync("projects/a")).Must(404);
        (await _api.PostAsync("projects", """{"name":"a"}""")).Must(201);
        (await _api.PostAsync("networks?project=a", """{"name":"blue","podCidrs":["10.10.0.0/16"]}""")).Must(201);
    }

    [Fact]
    public async Task The_project_of_requests_that_name_none_stays() =>
        Assert.Equal("protected", (await _api.DeleteAsync("projects/default?cascade=true")).Must(409).Code);

    [Fact]
    public async Task A_quota_is_kept_beside_many_writers_and_freed_by_deletions()
    {
        (await _api.PostAsync("networks?project=a", """{"name":"blue"}""")).Must(201);
        (await _api.PostAsync("pods?project=a", Pod)).Must(201);
        var created = _api.PatchAsync("projects/a", """{"quotas":{"pods":10}}""");
        var replies = await Task.WhenAll(Enumerable.Range(0, 32).Select(i =>
            _api.PostAsync("pods?project=a", $$"""{"name":"p{{i}}","network":"blue","node":"node-1"}""")));
        (await created).Must(200);

        // Those before the quota may be more; from there on there is no other.
        var present = replies.Count(reply => reply.Status == 201) + 1;
        Assert.All(replies.Where(reply => reply.Status != 201), reply => Assert.Equal("quotaExceeded", reply.Must(409).Code));
        Assert.True(present >= 10);
        Assert.Equal($"{present}", (await _api.GetAsync("projects/a")).Must(200)["status.usage.pods"]);

        (await _api.PatchAsync("projects/a", $$$"""{"quotas":{"pods":{{{present}}}}}""")).Must(200);
        var refused = (await _api.PostAsync("pods?project=a", """{"name":"more","network":"blue","node":"node-1"}""")).Must(409);
        Assert.Contains($"may hold {present} pods", refused["detail"], StringComparison.Ordinal);
        (await _api.DeleteAsync("pods/web?project=a")).Must(204);
        (await _api.PostAsync("pods?project=a", """{"name":"more","network":"blue","node":"node-1"}""")).Must(201);
        (await _api.PostAsync("pods?project=b", """{"name":"elsewhere","node":"node-1"}""")).Must(201);
    }

    [Theory]
    [InlineData("networks", "networks", """{"name":"NAME"}""")]
    [InlineData("portMappings", "port-mappings", """{"name":"NAME","pod":"web","targetPort":80}""")]
    [InlineData("tokens", "tokens", """{"name":"NAME","role":"viewer"}""")]
    public async Task Each_kind_has_a_quota(string quota, string plural, string body)
    {
        (await _api.PostAsync("networks?project=a", """{"name":"blue"}""")).Must(201);
        (await _api.PostAsync("pods?project=a", Pod)).Must(201);
        var present = quota == "networks" ? 1 : 0;
        (await _api.PutAsync("projects/a", $$$"""{"quotas":{"{{{quota}}}":{{{present + 1}}}}}""")).Must(200);

        (await _api.PostAsync($"{plural}?project=a", body.Replace("NAME", "one", StringComparison.Ordinal))).Must(201);
        Assert.Equal("quotaExceeded", (await _api.PostAsync($"{plural}?project=a", body.Replace("NAME", "two", StringComparison.Ordinal))).Must(409).Code);
        (await _api.PutAsync($"{plural}/one?project=a", body.Replace("NAME", "one", StringComparison.Ordinal).Replace("}", ""","labels":{"x":"y"}}""", StringComparison.Ordinal))).Must(200);
        (await _api.DeleteAsync($"{plural}/one?project=a")).Must(204);
        (await _api.PostAsync($"{plural}?project=a", body.Replace("NAME", "two", StringComparison.Ordinal))).Must(201);
    }
}
