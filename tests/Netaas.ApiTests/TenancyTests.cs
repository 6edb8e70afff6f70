using System.Text;
using System.Text.Json.Nodes;
using Netaas.Contracts;
using Netaas.Core.Naming;
using Netaas.Core.View;

namespace Netaas.ApiTests;

/// <summary>
/// Project "mine" against all that project "hidden" has, through every operation of the document: whatever is added there is
/// tried here. Everything of the other project has "hidden" in its name, so an answer may not hold that word, nor an id of
/// its, unless the request did.
/// </summary>
public sealed class TenancyTests : IAsyncLifetime
{
    private static readonly string[] Plurals = ["networks", "pods", "port-mappings", "tokens"];

    private readonly Dictionary<string, JsonNode> _hidden = [];
    private ApiHost _api = null!;
    private ScriptedAgent _node = null!;
    private Bearer _mine = null!;

    public async ValueTask InitializeAsync()
    {
        _api = await ApiHost.StartAsync();
        _node = await ScriptedAgent.JoinAsync(_api, "node-1", 1);
        await CreateAsync("projects", """{"name":"hidden-project","labels":{"x":"hidden-label"}}""");
        await CreateAsync("networks", """{"name":"hidden-network","podCidrs":["10.20.0.0/16"],"vni":7777,"labels":{"x":"hidden-label"}}""");
        await CreateAsync("pods", """{"name":"hidden-pod","network":"hidden-network","node":"node-1","addresses":["10.20.1.9"],"mac":"02:00:5e:10:00:77"}""");
        await CreateAsync("port-mappings", """{"name":"hidden-mapping","pod":"hidden-pod","hostPort":9999,"targetPort":80}""");
        await CreateAsync("tokens", """{"name":"hidden-token","role":"admin"}""");
        (await _api.PostAsync("projects", """{"name":"mine"}""")).Must(201);
        _mine = _api.As((await _api.PostAsync("tokens?project=mine", """{"name":"boss","role":"admin"}""")).Must(201)["secret"]!);
        (await _mine.PostAsync("networks", """{"name":"blue"}""")).Must(201);
        (await _mine.PostAsync("pods", """{"name":"web","network":"blue","node":"node-1"}""")).Must(201);
    }

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task A_token_of_one_project_reads_names_and_disturbs_nothing_of_another()
    {
        await _node.HearAsync(update => update.Items.Any(item => item is PodItem { Name: "web" }));
        var pod = new PodId(Guid.Parse(_hidden["pods"]["id"]!.ToString()));
        await _node.ReportAsync(new ItemFailure(ItemKey.Of(pod), 1, FailureReason.KernelRefused, "hidden-pod is in trouble"));
        var before = await HiddenAsync();

        var wrong = new List<string>();
        foreach (var operation in await DocumentedOperation.ReadAsync(_api))
            foreach (var (path, body) in RequestsOf(operation))
                wrong.AddRange(await JudgeAsync(operation, path, body));

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
        Assert.Equal(before, await HiddenAsync());
    }

    [Fact]
    public async Task A_stream_of_events_tells_of_the_own_project_and_of_nodes_alone()
    {
        (await _api.PatchAsync("networks/hidden-network?project=hidden-project", """{"labels":{"x":"hidden-still"}}""")).Must(200);
        (await _mine.PostAsync("networks", """{"name":"last"}""")).Must(201);
        using var request = new HttpRequestMessage(HttpMethod.Get, "events");
        request.Headers.TryAddWithoutValidation("Last-Event-ID", "0");
        using var response = await _mine.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));

        var text = new StringBuilder();
        while (!text.ToString().Contains("\"last\"", StringComparison.Ordinal))
            text.AppendLine(await reader.ReadLineAsync(limit.Token));

        Assert.Contains("\"blue\"", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("\"node-1\"", text.ToString(), StringComparison.Ordinal);
        Assert.Empty(Leaks(text.ToString(), ""));
    }

    [Fact]
    public async Task That_something_is_taken_may_be_learned_but_not_by_whom()
    {
        foreach (var (path, body, code) in new[]
        {
            ("networks", """{"name":"x","podCidrs":["10.20.0.0/17"]}""", "cidrOverlap"),
            ("networks", """{"name":"x","vni":7777}""", "vniTaken"),
            ("port-mappings", """{"name":"x","pod":"web","hostPort":9999}""", "portTaken"),
        })
        {
            var refused = (await _mine.PostAsync(path, body)).Must(409);
            Assert.Equal(code, refused.Code);
            Assert.Contains("in use", refused["detail"], StringComparison.Ordinal);
            Assert.Empty(Leaks(refused.Body!.ToJsonString(), ""));
        }
        Assert.Equal("hidden-network", (await _api.PostAsync("networks?project=mine", """{"name":"x","vni":7777}""")).Must(409)["conflicts.0.name"]);
    }

    [Fact]
    public async Task A_project_sees_of_a_node_its_name_and_how_it_is()
    {
        await _node.ReportAsync();
        var node = (await _mine.GetAsync("nodes/node-1")).Must(200);

        Assert.Equal("node-1", node["name"]);
        Assert.Null(node["underlayAddresses"]);
        Assert.Null(node["status.hostRoutes"]);
        Assert.Null(node["status.appliedRevision"]);
        Assert.NotNull((await _api.GetAsync("nodes/node-1"))["underlayAddresses.0"]);
    }

    /// <summary>What stands there is named and referred to in every way; the answers are judged, whatever they are.</summary>
    private IEnumerable<(string Path, string? Body)> RequestsOf(DocumentedOperation operation)
    {
        if (operation.Path == "events")
            yield break;
        if (!operation.HasParameter)
        {
            yield return ($"{operation.Path}?project=hidden-project", operation.HasBody ? "{}" : null);
            foreach (var body in operation.HasBody ? Bodies() : [null])
                yield return (operation.Path, body);
            yield break;
        }
        foreach (var hidden in _hidden.Values)
        {
            yield return (operation.With(hidden["id"]!.ToString()), operation.HasBody ? """{"labels":{"seized":"yes"}}""" : null);
            if (operation.Path.Contains("{revision}", StringComparison.Ordinal))
                yield return (operation.With(hidden["revision"]!.ToString()), operation.HasBody ? "{}" : null);
            // A PUT by name makes one of the own.
            if (operation.Method != HttpMethod.Put)
                yield return (operation.With(hidden["name"]!.ToString()), operation.HasBody ? """{"labels":{"seized":"yes"}}""" : null);
        }
        if (operation.Method == HttpMethod.Get)
            yield return (operation.With("node-1"), null);
    }

    private IEnumerable<string?> Bodies()
    {
        foreach (var hidden in _hidden.Values)
            yield return hidden.ToJsonString();
        foreach (var by in new[] { "name", "id" })
        {
            var (network, pod) = (_hidden["networks"][by], _hidden["pods"][by]);
            var podBody = $$"""{"name":"x","node":"node-1","network":"{{network}}"}""";
            var mapping = $$"""{"name":"x","hostPort":1234,"pod":"{{pod}}"}""";
            yield return podBody;
            yield return mapping;
            yield return $$"""{"resources":[{"kind":"pod",{{podBody[1..]}},{"kind":"port-mapping",{{mapping[1..]}}]}""";
        }
        yield return """{"name":"x","podCidrs":["10.20.0.0/17"]}""";
        yield return """{"name":"x","network":"blue","node":"node-1","mac":"02:00:5e:10:00:77"}""";
        yield return """{"resources":[{"kind":"network","name":"x","vni":7777}],"prune":true,"label":"x=hidden-label"}""";
    }

    private async Task<IEnumerable<string>> JudgeAsync(DocumentedOperation operation, string path, string? body)
    {
        using var request = new HttpRequestMessage(operation.Method, path);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _mine.Client.SendAsync(request);
        var answer = await response.Content.ReadAsStringAsync();
        var wrong = Leaks(answer, path + body).Select(leak => $"tells of {leak}").ToList();
        if ((int)response.StatusCode >= 500)
            wrong.Add("fails");
        if (operation.HasParameter && response.IsSuccessStatusCode && !path.Contains("node-1", StringComparison.Ordinal))
            wrong.Add("succeeds");
        return wrong.Select(what => $"{operation.Method} {path} {body}: {(int)response.StatusCode} {what}: {answer}");
    }

    /// <summary>What an answer says of the other project and its request did not.</summary>
    private IEnumerable<string> Leaks(string answer, string asked) =>
        _hidden.Values.SelectMany(hidden => new[] { hidden["id"]!.ToString(), hidden["name"]!.ToString() }).Append("hidden-label")
            .Where(mark => answer.Contains(mark, StringComparison.Ordinal) && !asked.Contains(mark, StringComparison.Ordinal));

    private async Task CreateAsync(string plural, string body)
    {
        var query = plural == "projects" ? "" : "?project=hidden-project";
        _hidden[plural] = (await _api.PostAsync(plural + query, body)).Must(201).Body!;
    }

    private async Task<string> HiddenAsync()
    {
        var text = new StringBuilder();
        foreach (var plural in Plurals)
            foreach (var item in (await _api.GetAsync($"{plural}?project=hidden-project")).Must(200).Find("items")!.AsArray())
                text.AppendLine($"{item!["id"]} {item["revision"]}");
        return text.ToString();
    }
}
