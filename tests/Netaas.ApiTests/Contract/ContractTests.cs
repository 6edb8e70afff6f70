using System.Text.Json.Nodes;

namespace Netaas.ApiTests.Contract;

/// <summary>What the document promises beyond its form, which linters see to.</summary>
public sealed class ContractTests : IAsyncLifetime
{
    private ApiHost _api = null!;
    private ServedContract _contract = null!;

    public async ValueTask InitializeAsync()
    {
        _api = await ApiHost.StartAsync();
        _contract = await ServedContract.ReadAsync(_api.Client);
    }

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public void Each_body_and_each_answer_has_an_example_that_is_right()
    {
        var wrong = new List<string>();
        foreach (var (what, schema) in Bodies())
        {
            var resolved = _contract.Check.Resolve(schema);
            if (resolved["examples"]?.AsArray() is not { Count: > 0 } examples)
                wrong.Add($"{what} has no example");
            else
                foreach (var example in examples)
                    wrong.AddRange(_contract.Check.Problems(example, resolved).Select(problem => $"{what}: {problem}"));
        }
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    [Fact]
    public void Each_operation_has_a_unique_id_a_summary_and_a_description()
    {
        Assert.All(_contract.Operations, operation => Assert.Matches("^[a-z][A-Za-z]+$", operation.Id));
        Assert.Equal(_contract.Operations.Count, _contract.Operations.Select(operation => operation.Id).Distinct().Count());
        foreach (var operation in _contract.Operations)
        {
            var text = _contract.Document["paths"]![operation.Path]![operation.Method.Method.ToLowerInvariant()]!;
            Assert.EndsWith(".", text["summary"]?.ToString(), StringComparison.Ordinal);
            Assert.EndsWith(".", text["description"]?.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Nothing_speaks_of_the_code_that_it_was_made_from() =>
        Assert.DoesNotContain("Netaas.", _contract.Document.ToJsonString(), StringComparison.Ordinal);

    [Fact]
    public void A_patch_needs_no_field_and_a_put_no_name()
    {
        foreach (var operation in _contract.Operations)
        {
            var required = operation.Body is null ? [] : (_contract.Check.Resolve(operation.Body)["required"]?.AsArray() ?? []).Select(name => $"{name}");
            if (operation.Method == HttpMethod.Patch)
                Assert.Empty(required);
            if (operation.Method == HttpMethod.Put)
                Assert.DoesNotContain("name", required);
        }
    }

    [Fact]
    public async Task Example_bodies_are_accepted()
    {
        await using var node = await ScriptedAgent.JoinAsync(_api, "node-1", 1);
        // In this order each finds what it refers to.
        foreach (var plural in new[] { "projects", "tokens", "networks", "pods", "port-mappings", "pools", "pools/racks/reservations", "calculator/plan", "apply" })
        {
            var operation = _contract.Operations.Single(one => one.Method == HttpMethod.Post && one.Path.Replace("{pool}", "racks", StringComparison.Ordinal) == $"/api/v1/{plural}");
            var example = _contract.Check.Resolve(operation.Body!)["examples"]![0]!;
            var reply = await _api.PostAsync(plural, example.ToJsonString());
            Assert.True(reply.Status is 200 or 201, $"{plural}: {reply.Body}");
        }
    }

    [Fact]
    public async Task What_routing_refuses_is_told_as_every_other_problem()
    {
        using var text = new StringContent("name=web");
        using var other = await _api.Client.PostAsync("pods", text);
        Assert.Equal("unsupportedMediaType", JsonNode.Parse(await other.Content.ReadAsStringAsync())!["code"]!.ToString());
        Assert.Equal("methodNotAllowed", (await _api.DeleteAsync("pods")).Must(405).Code);
    }

    private IEnumerable<(string What, JsonObject Schema)> Bodies()
    {
        foreach (var operation in _contract.Operations)
        {
            if (operation.Body is not null)
                yield return ($"{operation} body", operation.Body);
            foreach (var (status, response) in operation.Responses.Where(response => response.Key.StartsWith('2')))
                foreach (var (type, content) in _contract.Check.Resolve(response!.AsObject())["content"]?.AsObject() ?? [])
                    yield return ($"{operation} {status} {type}", content!["schema"]!.AsObject());
        }
    }
}
