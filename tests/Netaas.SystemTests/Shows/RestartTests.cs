using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Netaas.SystemTests.Stack;
using Xunit;

namespace Netaas.SystemTests.Shows;

/// <summary>An installation of its own: this one is killed.</summary>
public sealed partial class RestartTests(AllInOneStack stack) : IClassFixture<AllInOneStack>
{
    [Fact]
    public async Task After_a_kill_of_everything_but_PostgreSQL_the_lab_is_adopted_and_no_packet_is_lost()
    {
        (await stack.Rest.PostAsync("networks", """{"name": "lasting", "podCidrs": ["10.60.0.0/16"]}""")).Expect(HttpStatusCode.Created);
        var near = await Pod.CreateAsync(stack, "near", "lasting", "node-1");
        var far = await Pod.CreateAsync(stack, "far", "lasting", "node-3");
        var before = await ResourcesAsync();
        using var ping = Shell.Start(["nsenter", "--net=" + near.NetnsPath, "--", "ping", "-q", "-i", "0.01", far.Address]);

        foreach (var (process, pid) in stack.Pids())
            if (process != "postgres")
                (await Shell.RunAsync(["kill", "-9", $"{pid}"])).Expect();
        // Not to wait for something: the nodes are to be alone for this long.
        await Task.Delay(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        await stack.UpAsync();
        foreach (var pod in new[] { "near", "far" })
            Assert.Equal("Ready", (string?)(await stack.Rest.GetAsync("pods/" + pod)).Expect(HttpStatusCode.OK)["status"]["phase"]);
        Assert.Equal(before, await ResourcesAsync());
        // What is made now works beside what was adopted.
        var later = await Pod.CreateAsync(stack, "later", "lasting", "node-2");
        (await Shell.InAsync(later.NetnsPath, "ping", "-c", "1", "-W", "2", near.Address)).Expect();

        (await Shell.RunAsync(["kill", "-INT", $"{ping.Id}"])).Expect();
        var summary = Summary().Match(await ping.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
        Assert.True(summary.Success);
        var sent = int.Parse(summary.Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.True(sent > 1000, $"only {sent} packets were sent");
        // The last one may be on its way when ping is stopped.
        Assert.InRange(int.Parse(summary.Groups[2].Value, CultureInfo.InvariantCulture), sent - 1, sent);
    }

    /// <summary>Every resource as it is recorded, without its status.</summary>
    private async Task<string> ResourcesAsync()
    {
        var all = new List<string>();
        foreach (var kind in new[] { "networks", "pods" })
            foreach (var item in await stack.Rest.ListAsync(kind))
            {
                item?.AsObject().Remove("status");
                all.Add(item?.ToJsonString() ?? "");
            }
        return string.Join('\n', all);
    }

    [GeneratedRegex(@"(\d+) packets transmitted, (\d+) received")]
    private static partial Regex Summary();
}
