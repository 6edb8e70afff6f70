using System.Net;
using System.Text.Json.Nodes;
using Xunit;

namespace Netaas.SystemTests.Stack;

/// <summary>The network of the tour: pods on node-1 and node-3, none on node-2, and a published port.</summary>
public sealed class BlueNetwork(AllInOneStack stack) : IAsyncLifetime
{
    internal AllInOneStack Stack { get; } = stack;

    internal int Vni { get; private set; }

    internal Pod Web { get; private set; } = Pod.None;

    internal Pod Client { get; private set; } = Pod.None;

    internal HttpServer Server => _server ?? throw new InvalidOperationException("not started");

    private HttpServer? _server;

    public async ValueTask InitializeAsync()
    {
        var network = await Stack.Rest.PostAsync("networks", """{"name": "blue", "podCidrs": ["10.10.0.0/16"]}""");
        Vni = (int)network.Expect(HttpStatusCode.Created)["vni"];
        Web = await Pod.CreateAsync(Stack, "web", "blue", "node-1");
        Client = await Pod.CreateAsync(Stack, "client", "blue", "node-3");
        var mapping = """{"name": "web-http", "nodes": ["node-1"], "hostPort": 8080, "pod": "web", "targetPort": 80}""";
        (await Stack.Rest.PostAsync("port-mappings?wait=ready", mapping)).Expect(HttpStatusCode.Created);
        _server = await HttpServer.StartAsync(Web.NetnsPath, 80);
    }

    internal async Task<string> UnderlayAddressAsync(string node)
    {
        var found = (await Stack.Rest.GetAsync("nodes/" + node)).Expect(HttpStatusCode.OK)["underlayAddresses"][0];
        return ((string?)found ?? "").Split('/')[0];
    }

    internal async Task<KernelLink> OverlayAsync(string node) =>
        Assert.Single(await Kernel.LinksAsync(Stack.NodeNetns(node), "vxlan", Vni));

    internal async Task<string> TunnelAddressAsync(string node) =>
        await Kernel.AddressAsync(Stack.NodeNetns(node), (await OverlayAsync(node)).Name);

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        foreach (var path in new[] { "port-mappings/web-http", "pods/web", "pods/client", "networks/blue" })
            await Stack.Rest.DeleteAsync(path + "?wait=ready");
    }
}

/// <summary>A pod that is Ready.</summary>
internal sealed record Pod(string Name, string Address, string NetnsPath)
{
    /// <summary>What its status says of names, as a resolv.conf.</summary>
    public string ResolverSettings { get; init; } = "";

    public static Pod None { get; } = new("", "", "");

    public static async Task<Pod> CreateAsync(NetaasStack stack, string name, string network, string node)
    {
        var body = $$"""{"name": "{{name}}", "network": "{{network}}", "node": "{{node}}"}""";
        var made = (await stack.Rest.PostAsync("pods?wait=ready&timeout=30s", body)).Expect(HttpStatusCode.Created);
        Assert.Equal("Ready", (string?)made["status"]["phase"]);
        return new Pod(name, (string?)made["addresses"][0] ?? "", (string?)made["status"]["netnsPath"] ?? "")
        {
            ResolverSettings = $"nameserver {Words(made["status"]["dns"]?["nameservers"])}\nsearch {Words(made["status"]["dns"]?["search"])}\noptions {Words(made["status"]["dns"]?["options"])} timeout:1\n",
        };
    }

    private static string Words(JsonNode? list) => string.Join(' ', list?.AsArray().Select(word => (string?)word) ?? []);
}
