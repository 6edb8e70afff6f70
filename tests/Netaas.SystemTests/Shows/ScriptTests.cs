using System.Net;
using System.Net.Sockets;
using Netaas.SystemTests.Stack;
using Xunit;

namespace Netaas.SystemTests.Shows;

/// <summary>What the scripts say and leave.</summary>
[Collection(AllInOneCollection.Name)]
public sealed class ScriptTests(AllInOneStack stack)
{
    [Fact]
    public async Task A_second_start_says_that_one_runs()
    {
        var second = await stack.ScriptAsync("deploy/up.sh", "--detach");
        Assert.False(second.Succeeded);
        Assert.Contains($"already running at {stack.Url}", second.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_is_named_with_its_owner()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var start = await UpElsewhereAsync("--detach", "--port", $"{port}");
        Assert.False(start.Succeeded);
        Assert.Contains($"port {port} is in use by", start.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--nodes wants a number from 1 to 64", "--nodes", "0")]
    [InlineData("--bus is memory or rabbitmq", "--bus", "smoke")]
    [InlineData("unknown option --fast", "--fast")]
    public async Task A_wrong_option_is_explained(string message, params string[] arguments)
    {
        var start = await UpElsewhereAsync(arguments);
        Assert.False(start.Succeeded);
        Assert.Contains(message, start.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_root_it_says_so()
    {
        // A copy, as the checkout may lie where another user can't read.
        var folder = Directory.CreateTempSubdirectory("netaas-unprivileged-").FullName;
        var start = await Shell.BashAsync(
            $"chmod 755 {folder}; cp -r {NetaasStack.Checkout}/deploy {folder}/; " +
            $"setpriv --reuid=nobody --regid=nogroup --clear-groups {folder}/deploy/up.sh; s=$?; rm -rf {folder}; exit $s");
        Assert.False(start.Succeeded);
        Assert.Contains("needs root", start.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ctrl_C_ends_all_of_it_and_removes_its_namespaces()
    {
        var folder = Directory.CreateTempSubdirectory("netaas-ctrl-c-").FullName;
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        using var up = Shell.Start(
            [Path.Combine(NetaasStack.Checkout, "deploy/up.sh"), "--port", $"{port}", "--nodes", "1"],
            new Dictionary<string, string> { ["NETAAS_RUN_DIR"] = folder });
        string? line;
        while ((line = await up.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)) is not null && line != "Ctrl-C ends it.")
        {
        }
        Assert.NotNull(line);
        var outside = (await File.ReadAllLinesAsync(Path.Combine(folder, "env"), TestContext.Current.CancellationToken))
            .Single(text => text.StartsWith("NETAAS_OUTSIDE_NETNS=", StringComparison.Ordinal)).Split('=')[1];
        Assert.True(File.Exists(outside));
        // One that no link leads to.
        var bare = (await Shell.BashAsync(
            $"""
            . {folder}/env; curl -fsS -H "Authorization: Bearer $NETAAS_TOKEN" -H 'Content-Type: application/json' "$NETAAS_URL/api/v1/pods?wait=ready" \
                -d '{"{"}"name":"bare","mode":"none","node":"node-1"{"}"}' | jq -r .status.netnsPath
            """)).Expect().Trim();
        Assert.True(File.Exists(bare));

        (await Shell.RunAsync(["kill", "-INT", $"{up.Id}"])).Expect();
        await up.WaitForExitAsync(TestContext.Current.CancellationToken);

        var prefix = Path.GetFileName(outside).Replace("outside", "", StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.EnumerateFiles("/run/netns"), path => Path.GetFileName(path).StartsWith(prefix, StringComparison.Ordinal));
        Assert.False(File.Exists(bare));
        Assert.Empty(Directory.EnumerateFiles(folder, "*.pid"));
        var left = await Shell.BashAsync($"grep -lzF -- '{folder}' /proc/[0-9]*/cmdline");
        Assert.DoesNotContain(left.Output.Split('\n'), path => path.Length > 0 && File.Exists(path) && !path.Contains($"/{Environment.ProcessId}/", StringComparison.Ordinal));
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<ShellResult> UpElsewhereAsync(params string[] arguments)
    {
        var folder = Directory.CreateTempSubdirectory("netaas-refused-").FullName;
        try
        {
            return await Shell.RunAsync(
                [Path.Combine(NetaasStack.Checkout, "deploy/up.sh"), .. arguments], new Dictionary<string, string> { ["NETAAS_RUN_DIR"] = folder });
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
