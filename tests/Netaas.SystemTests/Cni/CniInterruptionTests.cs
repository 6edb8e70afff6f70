using Netaas.SystemTests.Stack;
using Xunit;

namespace Netaas.SystemTests.Cni;

/// <summary>Plugins that are killed, and plugins that run at once.</summary>
[Collection(AllInOneCollection.Name)]
public sealed class CniInterruptionTests(CniNetwork network) : IClassFixture<CniNetwork>
{
    [Fact]
    public async Task A_plugin_that_is_killed_before_it_has_asked_leaves_nothing()
    {
        await using var container = await Container.CreateAsync();
        using (var killed = network.Near.Start("ADD", container))
        {
            killed.Kill();
            await killed.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
        await network.EmptyAsync(container);
        (await network.Near.AddAsync(container)).Expect();
        (await network.Near.DeleteAsync(container)).ExpectNothing();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_a_plugin_that_was_killed_in_the_middle_of_add_had_asked_for_goes_with_del(bool isHeard)
    {
        await using var container = await Container.CreateAsync();
        await InterruptAsync("ADD", container, isHeard);
        await MadeAsync(container);
        (await network.Near.DeleteAsync(container)).ExpectNothing();
        await network.GoneAsync(container);
        await network.EmptyAsync(container);
    }

    [Fact]
    public async Task An_add_that_nobody_heard_the_end_of_is_gone_on_with_when_it_is_asked_for_again()
    {
        await using var container = await Container.CreateAsync();
        await InterruptAsync("ADD", container, isHeard: false);
        await MadeAsync(container);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        CniResult result;
        while ((result = await network.Near.AddAsync(container)).Code == 11)
            limit.Token.ThrowIfCancellationRequested();
        Assert.Contains($"inet {result.Expect().Address}/", (await container.RunAsync("ip", "-o", "addr", "show", "eth0")).Expect(), StringComparison.Ordinal);
        (await network.Near.DeleteAsync(container)).ExpectNothing();
    }

    [Fact]
    public async Task A_plugin_that_was_killed_in_the_middle_of_del_has_done_it()
    {
        await using var container = await Container.CreateAsync();
        (await network.Near.AddAsync(container)).Expect();
        await InterruptAsync("DEL", container, isHeard: false);
        await network.GoneAsync(container);
        (await network.Near.DeleteAsync(container)).ExpectNothing();
        await network.EmptyAsync(container);
    }

    [Fact]
    public async Task Of_two_concurrent_adds_of_one_attachment_one_makes_it()
    {
        await using var container = await Container.CreateAsync();
        var results = await Task.WhenAll(network.Near.AddAsync(container), network.Near.AddAsync(container));
        var made = Assert.Single(results, result => result.Status == 0);
        Assert.Contains(Assert.Single(results, result => result.Status != 0).Code, new int?[] { 11, 101 });
        Assert.Contains($"inet {made.Address}/", (await container.RunAsync("ip", "-o", "addr", "show", "eth0")).Expect(), StringComparison.Ordinal);
        (await network.Near.DeleteAsync(container)).ExpectNothing();
    }

    [Fact]
    public async Task Fifty_containers_at_once_start_and_stop_and_nothing_is_left()
    {
        await using (var first = await Container.CreateAsync())
        {
            (await network.Near.AddAsync(first)).Expect();
            (await network.Near.DeleteAsync(first)).ExpectNothing();
        }
        var before = await Remains.SettledAsync(ReadAsync);
        var containers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Container.CreateAsync()));
        var results = await Task.WhenAll(containers.Select(container => network.Near.AddAsync(container)));
        Assert.Equal(50, results.Select(result => result.Expect().Address).Distinct().Count());
        await Task.WhenAll(containers.Select(container => network.Near.DeleteAsync(container)));
        await Task.WhenAll(containers.Select(container => container.DisposeAsync().AsTask()));
        await Remains.NothingIsLeftAsync(before, ReadAsync);
    }

    private Task<string> ReadAsync() => Remains.ReadAsync(network.Stack, "node-1", CniNetwork.Name);

    /// <summary>A plugin is killed when it has sent its request; the agent gets that, and may see the end of the call or not.</summary>
    private async Task InterruptAsync(string command, Container container, bool isHeard)
    {
        using var relay = new AgentRelay(Path.Combine(network.Stack.RunFolder, "relay.sock"));
        var configuration = network.Near.Configuration();
        configuration["socket"] = relay.Path;
        using var plugin = network.Near.Start(command, container);
        var result = CniPlugin.TellAsync(plugin, configuration.ToJsonString());
        var request = await relay.HoldAsync();
        plugin.Kill();
        Assert.Equal("", (await result).Text);
        await AgentRelay.SendAsync(network.Near.Socket, request, isHeard);
    }

    private static async Task MadeAsync(Container container)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!(await container.RunAsync("ip", "-o", "addr", "show", "eth0")).Output.Contains("inet ", StringComparison.Ordinal))
            limit.Token.ThrowIfCancellationRequested();
    }
}
