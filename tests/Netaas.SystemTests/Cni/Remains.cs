using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Netaas.SystemTests.Stack;

namespace Netaas.SystemTests.Cni;

/// <summary>
/// What containers may leave behind: on their node links, addresses, routes, rules and namespaces, in the record pods, published
/// ports and addresses that a pod has. Two moments are compared by it, one before and one after.
/// </summary>
internal static partial class Remains
{
    public static async Task<string> ReadAsync(NetaasStack stack, string node, string network)
    {
        var lab = Path.GetFileName(stack.OutsideNetns).Replace("outside", "", StringComparison.Ordinal);
        var namespaces = Directory.EnumerateFiles("/run/netns").Select(Path.GetFileName).Where(name => name?.StartsWith(lab, StringComparison.Ordinal) == true);
        var pods = (await stack.Rest.ListAsync($"pods?network={network}&limit=1000")).Select(pod => $"recorded pod {pod?["name"]}");
        var addresses = (await stack.Rest.ListAsync($"addresses?network={network}&limit=1000")).Where(IsOfPod).Select(address => $"recorded address {address?["address"]}");
        var ports = (await stack.Rest.ListAsync("port-mappings?limit=1000")).Select(mapping => $"port {mapping?["name"]}");
        // The kernel lists elements of its sets in any order, and takes its time to say that nobody is left on a bridge.
        var kernel = Carrier().Replace(await Kernel.ImageAsync(stack.NodeNetns(node)), "").Split(['\n', '{', '}', ','], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return string.Join('\n', kernel.Concat(namespaces).Concat(pods).Concat(addresses).Concat(ports).Order(StringComparer.Ordinal));
    }

    /// <summary>What there is when nothing is recorded of any container: runtimes don't wait for the record to hear.</summary>
    public static async Task<string> SettledAsync(Func<Task<string>> read)
    {
        var now = "";
        await Patience.UntilAsync(async () => !Recorded().IsMatch(now = await read()), () => now);
        return now;
    }

    /// <summary>Waits until there is as much as before.</summary>
    public static Task NothingIsLeftAsync(string before, Func<Task<string>> read)
    {
        var now = "";
        return Patience.UntilAsync(async () => (now = await read()) == before, () => $"before:\n{before}\nnow:\n{now}");
    }

    [GeneratedRegex(" linkdown|<[A-Z_,-]+>|state [A-Z]+")]
    private static partial Regex Carrier();

    [GeneratedRegex("^recorded ", RegexOptions.Multiline)]
    private static partial Regex Recorded();

    private static bool IsOfPod(JsonNode? address) => (string?)address?["pod"] is { Length: > 0 };
}
