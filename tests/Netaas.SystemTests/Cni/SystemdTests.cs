using System.Net;
using System.Text.RegularExpressions;
using Netaas.SystemTests.Stack;
using Xunit;

namespace Netaas.SystemTests.Cni;

/// <summary>A service of systemd in a pod's namespace, as the README has it.</summary>
[Collection(AllInOneCollection.Name)]
public sealed partial class SystemdTests(AllInOneStack stack) : IAsyncLifetime
{
    private const string Service = """
        [Unit]
        DefaultDependencies=no
        [Service]
        ExecStart=/usr/bin/python3 -u -m http.server --directory /run/netns 80
        """;

    [Fact]
    public async Task A_service_with_the_readmes_setting_serves_at_the_pods_address()
    {
        var pod = await Pod.CreateAsync(stack, "served", "systemd", "node-1");
        var peer = await Pod.CreateAsync(stack, "asking", "systemd", "node-2");
        var folder = Path.Combine(stack.RunFolder, "systemd");
        var units = Path.Combine(folder, "units");
        Directory.CreateDirectory(Path.Combine(units, "web.service.d"));
        await File.WriteAllTextAsync(Path.Combine(units, "web.service"), Service, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(units, "web.service.d", "netaas.conf"), await SettingAsync(), TestContext.Current.CancellationToken);
        var verified = await Shell.RunAsync(["systemd-analyze", "verify", Path.Combine(units, "web.service")], new Dictionary<string, string> { ["SYSTEMD_UNIT_PATH"] = units });
        Assert.Equal((0, ""), (verified.Status, verified.Errors));

        await using (var systemd = await Systemd.StartAsync(folder, "web.service"))
            (await Shell.InAsync(peer.NetnsPath, "curl", "-sS", "-o", "/dev/null", "--retry", "30", "--retry-connrefused", "--retry-delay", "1", $"http://{pod.Address}/")).Expect();
        foreach (var name in new[] { "served", "asking" })
            (await stack.Rest.DeleteAsync($"pods/{name}?wait=ready")).Expect(HttpStatusCode.NoContent);
    }

    public async ValueTask InitializeAsync() =>
        (await stack.Rest.PostAsync("networks?wait=ready", """{"name": "systemd", "podCidrs": ["10.89.0.0/16"]}""")).Expect(HttpStatusCode.Created);

    public async ValueTask DisposeAsync() => await stack.Rest.DeleteAsync("networks/systemd?cascade=true&wait=ready");

    /// <summary>What the README's line writes for the pod.</summary>
    private async Task<string> SettingAsync()
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(NetaasStack.Checkout, "README.md"));
        var program = Program().Match(readme).Groups[1].Value;
        return (await Shell.BashAsync("jq -r \"$PROGRAM\" <<< \"$POD\"", new Dictionary<string, string>
        {
            ["PROGRAM"] = program,
            ["POD"] = (await stack.Rest.GetAsync("pods/served")).Expect(HttpStatusCode.OK).Text,
        })).Expect();
    }

    [GeneratedRegex("jq -r '([^']*NetworkNamespacePath=[^']*)'")]
    private static partial Regex Program();
}
