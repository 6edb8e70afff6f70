using System.Text.Json.Nodes;

namespace Netaas.SystemTests.Stack;

/// <summary>A link as iproute2 shows it.</summary>
internal sealed record KernelLink(string Name, JsonNode Details)
{
    public JsonNode? Data => Details["linkinfo"]?["info_data"];
}

/// <summary>What stands in a namespace's kernel, read by the tools that an operator would use.</summary>
internal static class Kernel
{
    /// <summary>Links of a kind, those of one VXLAN network only where a VNI is given.</summary>
    public static async Task<IReadOnlyList<KernelLink>> LinksAsync(string netnsPath, string kind, int? vni = null)
    {
        var links = await JsonAsync(netnsPath, "ip", "-j", "-d", "link", "show", "type", kind);
        return
        [
            .. links.OfType<JsonObject>().Where(link => link.Count > 0)
                .Select(link => new KernelLink((string?)link["ifname"] ?? "", link))
                .Where(link => vni is null || (int?)link.Data?["id"] == vni),
        ];
    }

    public static async Task<string> AddressAsync(string netnsPath, string device)
    {
        var found = await JsonAsync(netnsPath, "ip", "-j", "-4", "addr", "show", "dev", device);
        return (string?)found[0]?["addr_info"]?[0]?["local"] ?? "";
    }

    public static async Task<IReadOnlyList<JsonObject>> ListAsync(string netnsPath, params string[] command) =>
        [.. (await JsonAsync(netnsPath, command)).OfType<JsonObject>().Where(item => item.Count > 0)];

    /// <summary>
    /// Links, addresses, neighbors, routes and the ruleset as text that two moments can be compared by: without counters,
    /// ages and what the kernel learns by itself.
    /// </summary>
    public static async Task<string> ImageAsync(string netnsPath)
    {
        var script = """
            ip -o link | sed 's/^[0-9]*: //; s/ qlen [0-9]*//' | sort
            ip -o -4 addr | sed 's/^[0-9]*: //' | sort
            ip -o -6 addr show scope global | sed 's/^[0-9]*: //' | sort
            ip -4 route show table all | sort
            ip rule
            bridge fdb show | grep -v 'self permanent' | sort
            ip neigh show nud permanent | sort
            nft list ruleset
            """;
        return (await Shell.InAsync(netnsPath, "bash", "-c", script)).Expect();
    }

    private static async Task<JsonArray> JsonAsync(string netnsPath, params string[] command)
    {
        var output = (await Shell.InAsync(netnsPath, command)).Expect();
        return output.Trim().Length == 0 ? [] : JsonNode.Parse(output)?.AsArray() ?? [];
    }
}
