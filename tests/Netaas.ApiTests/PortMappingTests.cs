using Netaas.Core.View;

namespace Netaas.ApiTests;

/// <summary>Which nodes hold a mapping, as they hear of it.</summary>
public sealed class PortMappingTests : OneNode
{
    [Theory]
    [InlineData("null")]
    [InlineData("""["node-1","node-2"]""")]
    public async Task A_mapping_that_is_narrowed_to_some_nodes_stays_on_those(string before)
    {
        var other = await JoinAsync("node-2", 2);
        (await Api.PostAsync("pods?wait=ready", """{"name":"web","node":"node-1"}""")).Must(201);
        (await Api.PostAsync("port-mappings?wait=ready", $$"""{"name":"http","nodes":{{before}},"pod":"web","hostPort":8080,"targetPort":80}""")).Must(201);
        Assert.Equal((true, true), (Holds(Node), Holds(other)));

        (await Api.PatchAsync("port-mappings/http?wait=ready", """{"nodes":["node-2"]}""")).Must(200);

        Assert.True(Holds(other));
        await Node.UntilAsync(() => !Node.View.Values.OfType<PortMappingItem>().Any());
    }

    private static bool Holds(ScriptedAgent node)
    {
        lock (node.Heard)
            return node.View.Values.OfType<PortMappingItem>().Any();
    }
}
