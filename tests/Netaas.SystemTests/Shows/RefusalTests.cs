using System.Net;
using Netaas.SystemTests.Stack;
using Xunit;

namespace Netaas.SystemTests.Shows;

[Collection(AllInOneCollection.Name)]
public sealed class RefusalTests(BlueNetwork blue) : IClassFixture<BlueNetwork>
{
    [Theory]
    [InlineData("networks", """{"name": "green", "podCidrs": ["10.10.128.0/17"]}""", "cidrOverlap", "network", "blue")]
    [InlineData("networks", """{"name": "green", "podCidrs": ["172.31.0.0/16"]}""", "cidrOverlap", "node", "node-1")]
    [InlineData("networks", """{"name": "blue", "podCidrs": ["10.30.0.0/16"]}""", "nameTaken", "network", "blue")]
    [InlineData("pods", """{"name": "web", "network": "blue", "node": "node-2"}""", "nameTaken", "pod", "web")]
    [InlineData("port-mappings", """{"name": "other", "nodes": ["node-1"], "hostPort": 8080, "pod": "client", "targetPort": 80}""", "portTaken", "port-mapping", "web-http")]
    [InlineData("port-mappings", """{"name": "other", "hostPort": 8080, "pod": "client", "targetPort": 80}""", "portTaken", "port-mapping", "web-http")]
    public async Task What_clashes_with_the_record_is_refused_with_the_culprit(string kind, string body, string code, string culpritKind, string culprit)
    {
        var answer = await RefusedAsync(HttpStatusCode.Conflict, kind, body);
        Assert.Equal(code, (string?)answer["code"]);
        Assert.Equal((culpritKind, culprit), ((string?)answer["conflicts"][0]?["kind"], (string?)answer["conflicts"][0]?["name"]));
        Assert.Contains(culprit, (string?)answer["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_taken_address_is_refused_with_the_pod_that_has_it()
    {
        var body = $$"""{"name": "twin", "network": "blue", "node": "node-1", "addresses": ["{{blue.Web.Address}}"]}""";
        var answer = await RefusedAsync(HttpStatusCode.Conflict, "pods", body);
        Assert.Equal("addressTaken", (string?)answer["code"]);
        Assert.Contains("'web'", (string?)answer["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_node_is_named()
    {
        var answer = await blue.Stack.Rest.PostAsync("pods", """{"name": "lost", "network": "blue", "node": "node-9"}""");
        Assert.InRange((int)answer.Status, 400, 422);
        Assert.Equal("application/problem+json", answer.ContentType);
        Assert.Contains("node-9", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_network_without_a_free_address_refuses_a_pod_and_has_room_again_when_one_goes()
    {
        var rest = blue.Stack.Rest;
        (await rest.PostAsync("networks", """{"name": "tiny", "podCidrs": ["10.99.0.0/28"], "nodePrefixLengths": [29]}""")).Expect(HttpStatusCode.Created);
        // A block of eight has five for pods: not the network, the gateway and the broadcast address.
        for (var number = 1; number <= 5; number++)
            (await rest.PostAsync("pods", TinyPod($"tiny-{number}"))).Expect(HttpStatusCode.Created);
        var answer = await RefusedAsync(HttpStatusCode.Conflict, "pods", TinyPod("tiny-6"));
        Assert.Contains("tiny", (string?)answer["detail"], StringComparison.Ordinal);
        Assert.Equal("hasDependents", (string?)(await rest.DeleteAsync("networks/tiny")).Expect(HttpStatusCode.Conflict)["code"]);
        (await rest.DeleteAsync("pods/tiny-3?wait=ready")).Expect(HttpStatusCode.NoContent);
        (await rest.PostAsync("pods", TinyPod("tiny-6"))).Expect(HttpStatusCode.Created);
        (await rest.DeleteAsync("networks/tiny?cascade=true&wait=ready")).Expect(HttpStatusCode.NoContent);
    }

    [Theory]
    [InlineData("networks", """{"name": "green", "podCidrs": ["10.30.0.1/16"]}""", "podCidrs")]
    [InlineData("networks", """{"name": "green", "podCidrs": ["10.30.0.0/16"], "colour": "green"}""", "colour")]
    [InlineData("networks", """{"name": "Green_1", "podCidrs": ["10.30.0.0/16"]}""", "name")]
    [InlineData("pods", """{"name": "p", "network": "blue", "node": "node-1", "adresses": []}""", "adresses")]
    [InlineData("port-mappings", """{"name": "m", "hostPort": 70000, "pod": "web", "targetPort": 80}""", "hostPort")]
    public async Task Bad_input_is_refused_with_the_field(string kind, string body, string field)
    {
        var answer = await RefusedAsync(HttpStatusCode.BadRequest, kind, body);
        Assert.StartsWith(field, (string?)answer["errors"][0]?["field"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_problems_of_a_request_are_named_at_once()
    {
        var body = """{"name": "-", "podCidrs": ["10.30.0.1/16"], "vni": 99999999, "colour": "green"}""";
        var errors = (await RefusedAsync(HttpStatusCode.BadRequest, "networks", body))["errors"].AsArray();
        var fields = errors.Select(error => ((string?)error?["field"] ?? "").Split('[')[0]).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(["colour", "name", "podCidrs", "vni"], fields);
        Assert.All(errors, error => Assert.NotEqual("", (string?)error?["message"] ?? ""));
    }

    [Fact]
    public async Task What_was_refused_leaves_nothing()
    {
        await RefusedAsync(HttpStatusCode.Conflict, "networks", """{"name": "green", "podCidrs": ["10.10.128.0/17"]}""");
        (await blue.Stack.Rest.GetAsync("networks/green")).Expect(HttpStatusCode.NotFound);
    }

    private static string TinyPod(string name) => $$"""{"name": "{{name}}", "network": "tiny", "node": "node-2"}""";

    private async Task<RestAnswer> RefusedAsync(HttpStatusCode status, string kind, string body)
    {
        var answer = (await blue.Stack.Rest.PostAsync(kind, body)).Expect(status);
        Assert.Equal("application/problem+json", answer.ContentType);
        Assert.Equal((int)status, (int?)answer["status"]);
        return answer;
    }
}
