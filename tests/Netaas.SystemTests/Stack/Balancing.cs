namespace Netaas.SystemTests.Stack;

/// <summary>What tests of load balancers look at, on nodes and from outside.</summary>
internal static class Balancing
{
    /// <summary>Whether somebody answers there, over HTTP, who asks from outside.</summary>
    public static async Task<bool> FetchesAsync(this NetaasStack stack, string address) =>
        (await Shell.InAsync(stack.OutsideNetns, "curl", "-sS", "-m", "2", "-o", "/dev/null", address.Contains(':') ? $"http://[{address}]/" : $"http://{address}/")).Succeeded;

    /// <summary>Whether the node has the address on the underlay.</summary>
    public static async Task<bool> HasAsync(this NetaasStack stack, string node, string address) =>
        (await Shell.InAsync(stack.NodeNetns(node), "ip", "-o", "addr", "show", "eth0")).Expect().Contains($" {address}/", StringComparison.Ordinal);

    /// <summary>Whether a service has so many slots in the node's kernel.</summary>
    public static async Task<bool> SlotsAsync(this NetaasStack stack, string node, int slots) =>
        (await Shell.InAsync(stack.NodeNetns(node), "nft", "list", "map", "inet", "netaas", "services-4")).Output.Contains($"0x4e61{slots:x4}", StringComparison.Ordinal);
}
