using Netaas.ApiTests;
using Netaas.Contracts;
using Netaas.Core;

namespace Netaas.WebTests;

/// <summary>The README's example: a network, two pods on different nodes, one of them published.</summary>
internal static class Example
{
    public static async Task RecordAsync(PageHost host)
    {
        (await host.Api.PostAsync("networks", """{"name":"blue","podCidrs":["10.10.0.0/16"],"serviceCidrs":["10.96.0.0/20"],"labels":{"team":"payments"}}""")).Must(201);
        (await host.Api.PostAsync("pods", """{"name":"web","network":"blue","node":"node-1","labels":{"app":"web"}}""")).Must(201);
        (await host.Api.PostAsync("pods", """{"name":"client","network":"blue","node":"node-3"}""")).Must(201);
        (await host.Api.PostAsync("port-mappings?wait=ready", """{"name":"web-http","pod":"web","nodes":["node-1"],"hostPort":8080,"targetPort":80}""")).Must(201);
        (await host.Api.PostAsync("services?wait=ready", """{"name":"api","network":"blue","selector":{"app":"web"},"ports":[{"port":80,"targetPort":8080}]}""")).Must(201);
    }

    /// <summary>The node's agent answers when it is asked what its kernel holds, and has found something changed.</summary>
    public static void LookInto(ScriptedAgent node)
    {
        node.State = StateOf(node, ["sysctl net/ipv4/ip_forward=1", "ruleset base"], ["+ ruleset base", "- address 10.10.1.9/24 dev nabhvautjrk-blu"]);
        node.Drift = [new Drift(DateTimeOffset.UtcNow, "ruleset base", null, IsRepaired: true)];
    }

    /// <summary>The node's agent answers that its kernel holds what is recorded.</summary>
    public static async Task LookIntoAsync(PageHost host, ScriptedAgent node)
    {
        var plan = (await host.Api.GetAsync($"nodes/{node.Name}/plan")).Must(200).Find("objects")!.AsArray();
        node.State = StateOf(node, plan.Select(text => text!.GetValue<string>()).ToEquatableList(), []);
    }

    private static NodeStateReply StateOf(ScriptedAgent node, EquatableList<string> objects, EquatableList<string> differences) =>
        new(node.Id, Guid.Empty, node.Received, DateTimeOffset.UtcNow, objects, differences);
}
