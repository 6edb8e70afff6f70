using System.Collections.Immutable;
using System.Net;
using Netaas.Agent.Names;
using Netaas.Core;
using Netaas.Core.Collections;
using Netaas.Core.Naming;
using Netaas.Core.View;
using Netaas.KernelTests.Dataplane;
using Netaas.KernelTests.Netlink;
using Xunit;

namespace Netaas.KernelTests.Agent;

/// <summary>A node's own name server in a namespace, asked there: node 1 has the block 10.1.1.0/24 of network 1.</summary>
public sealed class NameServerTests : IAsyncLifetime
{
    private const string Suffix = "net-1.default.netaas.internal";
    private const string Gateway = "10.1.1.1";

    /// <summary>More than named takes of one name unless it is told otherwise.</summary>
    private const int Few = 101;

    /// <summary>More than one answer has room for, of either family of addresses and of ports.</summary>
    private const int Many = 5000;

    private readonly TestNamespace _node = new();
    private readonly string _stateDir = Directory.CreateTempSubdirectory("netaas-names-").FullName;
    private readonly NameServer _server;

    public NameServerTests() => _server = new NameServer(new NameOptions(NameOptions.DefaultDomain, []), _stateDir, _node.Path, TimeProvider.System);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        Assert.SkipUnless(NamedProcess.IsInstalled, "bind9 is not installed");
        TestFleet.ShellAt(_node.Path, $"ip link set lo up && ip addr add {Gateway}/32 dev lo");
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync(CancellationToken.None); // Whatever the test came to: the process must go.
        _node.Dispose();
        Directory.Delete(_stateDir, recursive: true);
    }

    [Theory]
    [InlineData(Few)]
    [InlineData(Many)]
    public async Task A_headless_service_of_many_endpoints_has_its_name_and_takes_no_other(int endpoints)
    {
        var table = new NameTable(TestFleet.Node(1), NameOptions.DefaultDomain);
        Update(table, Items.Network(1) with { Project = "default" }, Items.Member(1, 1), Items.Pod(1, 1, 1), Headless("many", endpoints));
        await _server.ServeAsync(table, Ct);
        AssertServed(endpoints);

        await _server.UpdateAsync(Assert.Single(Update(table, Headless("more", Few), Items.Pod(2, 1, 1))), Ct);
        AssertServed(Few, "more");
        Assert.Equal("10.1.1.3", Dig($"pod-2.{Suffix}"));

        // All of it once more while it runs, as where a network comes.
        await _server.ServeAsync(table, Ct);
        AssertServed(endpoints);
        AssertServed(Few, "more");
    }

    [Fact]
    public async Task A_zone_that_is_not_loaded_is_no_success()
    {
        var table = new NameTable(TestFleet.Node(1), "not_a_host.internal");
        Update(table, Items.Network(1) with { Project = "default" }, Items.Member(1, 1), Items.Pod(1, 1, 1));
        var failure = await Assert.ThrowsAsync<NameServerException>(() => _server.ServeAsync(table, Ct));
        Assert.Contains("does not load not_a_host.internal", failure.Message, StringComparison.Ordinal);
    }

    private void AssertServed(int endpoints, string name = "many")
    {
        Assert.Equal("10.1.1.2", Dig($"pod-1.{Suffix}"));
        var (addresses, ports) = (Dig($"{name}.{Suffix}").Split('\n').Length, Dig($"_http._tcp.{name}.{Suffix} SRV").Split('\n').Length);
        Assert.Equal(endpoints == Many, addresses < endpoints);
        Assert.InRange(addresses, Math.Min(endpoints, 4000), endpoints);
        Assert.InRange(ports, Math.Min(endpoints, 800), endpoints);
    }

    private string Dig(string question) => TestFleet.ShellAt(_node.Path, $"dig +tcp +tries=1 +time=5 +short @{Gateway} {question}").Trim();

    private static ImmutableArray<NameChange> Update(NameTable table, params ViewItem[] items) =>
        table.Update(new NodeView(TestFleet.Node(1), items.ToPersistentDictionary(item => item.Key)), items.Select(item => item.Key)).Changes;

    private static ServiceItem Headless(string name, int endpoints)
    {
        var addresses = Enumerable.Range(0, endpoints).Select(number => new IPAddress([10, 1, (byte)(8 + (number / 250)), (byte)(1 + (number % 250))])).ToEquatableList();
        return new ServiceItem(
            1, new ServiceId(Guid.Parse($"01900000-0000-7000-8005-{name.Sum(letter => letter):x12}")), name, TestFleet.Network(1), [],
            [new ServicePortItem(TransportProtocol.Tcp, 80, [.. addresses.Select(address => new EndpointItem(address, 8080, TestFleet.Node(2)))]) { Name = "http" }])
        {
            NamedAddresses = addresses,
        };
    }
}
