using System.Text.Json.Nodes;
using Netaas.SystemTests.Stack;

namespace Netaas.SystemTests.Cni;

/// <summary>
/// A runtime as section 3 of the CNI specification has it: executes the plugins of a network configuration, each with the result of
/// the one before, with capability arguments for those that ask for them, and the other way round to delete.
/// </summary>
/// <param name="list">The network configuration.</param>
/// <param name="folders">Where plugins are looked for.</param>
/// <param name="netns">The runtime's own namespace.</param>
internal sealed class CniRuntime(JsonObject list, IReadOnlyList<string> folders, string netns)
{
    private IReadOnlyList<JsonObject> Plugins => [.. list["plugins"]?.AsArray().OfType<JsonObject>() ?? []];

    /// <returns>The result of the last one.</returns>
    public async Task<JsonNode> AddAsync(Container container, JsonObject? arguments = null)
    {
        JsonNode? result = null;
        foreach (var plugin in Plugins)
            result = (await CallAsync("ADD", plugin, container, arguments, result)).Body;
        return result ?? throw new InvalidOperationException("no result");
    }

    public async Task CheckAsync(Container container, JsonNode result, JsonObject? arguments = null)
    {
        foreach (var plugin in Plugins)
            (await CallAsync("CHECK", plugin, container, arguments, result)).ExpectNothing();
    }

    public async Task DeleteAsync(Container container, JsonNode result, JsonObject? arguments = null)
    {
        foreach (var plugin in Plugins.Reverse())
            (await CallAsync("DEL", plugin, container, arguments, result)).ExpectNothing();
    }

    private async Task<CniResult> CallAsync(string command, JsonObject plugin, Container container, JsonObject? arguments, JsonNode? before)
    {
        var type = (string?)plugin["type"];
        var binary = folders.Select(folder => $"{folder}/{type}").First(File.Exists);
        var environment = new Dictionary<string, string>
        {
            ["CNI_COMMAND"] = command,
            ["CNI_CONTAINERID"] = container.Id,
            ["CNI_IFNAME"] = container.Interface,
            ["CNI_NETNS"] = container.Netns,
            ["CNI_PATH"] = string.Join(':', folders),
        };
        var called = await Shell.RunAsync(
            ["nsenter", "--net=" + netns, "bash", "-c", "printf %s \"$1\" | exec \"$0\"", binary, Derive(plugin, arguments, before).ToJsonString()], environment);
        return new CniResult(called.Status, called.Output.Length == 0 ? null : JsonNode.Parse(called.Output), called.Output) { Errors = called.Errors }.Expect();
    }

    /// <summary>"Deriving request configuration from plugin configuration".</summary>
    private JsonObject Derive(JsonObject plugin, JsonObject? arguments, JsonNode? before)
    {
        var request = plugin.DeepClone().AsObject();
        var capabilities = request["capabilities"]?.AsObject() ?? [];
        request.Remove("capabilities");
        foreach (var field in new[] { "cniVersion", "name" })
            request[field] = list[field]?.DeepClone();
        var wanted = (arguments ?? []).Where(argument => (bool?)capabilities[argument.Key] == true).Select(argument => KeyValuePair.Create(argument.Key, argument.Value?.DeepClone())).ToList();
        if (wanted.Count > 0)
            request["runtimeConfig"] = new JsonObject(wanted);
        if (before is not null)
            request["prevResult"] = before.DeepClone();
        return request;
    }
}
