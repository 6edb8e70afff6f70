using System.Net;
using System.Text.Json.Nodes;
using Netaas.SystemTests.Stack;
using Xunit;

namespace Netaas.SystemTests.Shows;

/// <summary>What a dry run says of each node's kernel is what the same apply then does there: no more, no less, to the letter.</summary>
[Collection(AllInOneCollection.Name)]
public sealed class PlanTests(AllInOneStack stack) : IAsyncDisposable
{
    private static readonly string[] s_nodes = ["node-1", "node-2", "node-3"];

    private const string First = """
        {"kind": "network", "name": "plan", "podCidrs": ["10.60.0.0/16"], "serviceCidrs": ["10.97.0.0/24"], "labels": {"set": "plan"}},
        {"kind": "pod", "name": "plan-web", "network": "plan", "node": "node-1", "labels": {"set": "plan", "app": "web"}},
        {"kind": "pod", "name": "plan-db", "network": "plan", "node": "node-2", "labels": {"set": "plan"}},
        {"kind": "service", "name": "plan-web", "network": "plan", "selector": {"app": "web"}, "ports": [{"port": 80, "targetPort": 8080}], "labels": {"set": "plan"}},
        {"kind": "port-mapping", "name": "plan-http", "pod": "plan-web", "nodes": ["node-1"], "targetPort": 80, "labels": {"set": "plan"}},
        {"kind": "network", "name": "plan-two", "labels": {"set": "plan"}}
        """;

    /// <summary>A pod more behind the service, on another node; a port that moves; a network without masquerade; and all else goes.</summary>
    private const string Second = """
        {"kind": "network", "name": "plan", "egress": "none", "labels": {"set": "plan"}},
        {"kind": "pod", "name": "plan-web", "network": "plan", "node": "node-1", "labels": {"set": "plan", "app": "web"}},
        {"kind": "pod", "name": "plan-more", "network": "plan", "node": "node-3", "labels": {"set": "plan", "app": "web"}},
        {"kind": "service", "name": "plan-web", "network": "plan", "selector": {"app": "web"}, "ports": [{"port": 81, "targetPort": 8080}], "labels": {"set": "plan"}},
        {"kind": "port-mapping", "name": "plan-http", "pod": "plan-web", "hostPort": 9191, "targetPort": 80, "labels": {"set": "plan"}}
        """;

    [Fact]
    public async Task The_kernel_objects_that_a_dry_run_predicts_are_those_that_the_apply_then_changes()
    {
        foreach (var set in new[] { First, Second, "" })
        {
            var body = $$"""{"resources": [{{set}}], "prune": {"set": "plan"} }""";
            var before = await StatesAsync();
            var plan = (await stack.Rest.PostAsync("apply?dryRun=true", body)).Expect(HttpStatusCode.OK);
            Assert.Equal(before, await StatesAsync());
            (await stack.Rest.PostAsync("apply?wait=ready&timeout=30s", body)).Expect(HttpStatusCode.OK);

            // Services lead to pods once those are verified, so what it comes to stands a moment after it is ready.
            var after = before;
            await Patience.UntilAsync(
                async () =>
                {
                    after = await StatesAsync();
                    return s_nodes.All(node => Changes(before[node], after[node]).SequenceEqual(Predicted(plan, node)));
                },
                () => string.Join('\n', s_nodes.SelectMany(node => Changes(before[node], after[node]).Prepend($"{node}, where the plan was {string.Join(", ", Predicted(plan, node))}:"))),
                seconds: 20);
            Assert.NotEqual(before, after);
        }
    }

    private static IEnumerable<string> Predicted(RestAnswer plan, string node)
    {
        var changes = plan["nodes"].AsArray().SingleOrDefault(one => (string?)one?["node"] == node);
        var come = Lines(changes?["create"]).Concat(Lines(changes?["change"], "to")).Select(line => "+ " + line);
        var gone = Lines(changes?["remove"]).Concat(Lines(changes?["change"], "from")).Select(line => "- " + line);
        return come.Concat(gone).Order(StringComparer.Ordinal);
    }

    private static IEnumerable<string> Changes(List<string> before, List<string> after) =>
        after.Except(before).Select(line => "+ " + line).Concat(before.Except(after).Select(line => "- " + line)).Order(StringComparer.Ordinal);

    public async ValueTask DisposeAsync() =>
        (await stack.Rest.PostAsync("apply?wait=ready&timeout=30s", """{"resources": [], "prune": {"set": "plan"}}""")).Expect(HttpStatusCode.OK);

    /// <summary>What each node's kernel holds of ours, read there now.</summary>
    private async Task<Dictionary<string, List<string>>> StatesAsync()
    {
        var states = new Dictionary<string, List<string>>();
        foreach (var node in s_nodes)
            states[node] = [.. Lines((await stack.Rest.GetAsync($"nodes/{node}/state")).Expect(HttpStatusCode.OK)["objects"]).Order(StringComparer.Ordinal)];
        return states;
    }

    private static IEnumerable<string> Lines(JsonNode? list, string? field = null) =>
        (list as JsonArray ?? []).Select(line => (string?)(field is null ? line : line?[field]) ?? "");
}
