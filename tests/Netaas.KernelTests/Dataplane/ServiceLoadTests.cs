using System.Net;
using Netaas.Core.View;
using Netaas.Netlink;
using Xunit;

namespace Netaas.KernelTests.Dataplane;

/// <summary>Thousands of real connections through a service with three endpoints, pods 1 and 2 on node 1 and pod 3 on node 2, from node 2.</summary>
public sealed class ServiceLoadTests : IDisposable
{
    private const int Connections = 10_000;

    private static readonly IPEndPoint s_service = new(IPAddress.Parse("10.96.0.10"), 8080);

    private readonly ServiceFleet _fleet = new();
    private readonly List<CountingServer> _servers = [];

    public ServiceLoadTests()
    {
        _fleet.ApplyEndpoints(All);
        _servers.AddRange(Enumerable.Range(1, 3).Select(pod => new CountingServer(_fleet.Pod(pod), 80)));
    }

    private static EndpointItem[] All => [ServiceFleet.Endpoints[0], new(Items.Address(2, 1, 1), 80, TestFleet.Node(1)), ServiceFleet.Endpoints[2]];

    /// <summary>
    /// Pearson's chi-square with two degrees of freedom: 13.82 for p = 0.001. Draws that are right are as far off once in a thousand
    /// runs, twice in a row once in a million: so a second ten thousand decide.
    /// </summary>
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(1, 2, 7)]
    public async Task Ten_thousand_connections_are_spread_by_weight(int one, int two, int three)
    {
        int[] weights = [one, two, three];
        _fleet.ApplyEndpoints([.. All.Zip(weights, (endpoint, weight) => endpoint with { Weight = (ushort)weight })]);
        var first = await DistanceAsync(weights);
        Assert.True(first < 13.82 || await DistanceAsync(weights) < 13.82, $"{first}");
    }

    /// <summary>
    /// Each roll drains one endpoint and brings one in; when the connections of the drained one are over, it is removed. 200 connections
    /// a second are made meanwhile, 20 at least between two steps.
    /// </summary>
    [Fact]
    public async Task No_connection_fails_while_endpoints_roll_fifty_times()
    {
        _fleet.ApplyEndpoints(All[0]);
        using var load = new ConnectionLoad(_fleet.Node(2), s_service, perSecond: 200);
        for (var roll = 0; roll < 50; roll++)
        {
            var next = All[(roll + 1) % 3];
            _fleet.ApplyEndpoints(All[roll % 3] with { State = EndpointState.Draining }, next);
            await load.PassAsync(20);
            _fleet.ApplyEndpoints(next);
            await load.PassAsync(20);
        }
        await load.StopAsync();
        Assert.Empty(load.Failures);
        Assert.Equal(load.Begun, _servers.Sum(server => server.Served));
        Assert.True(load.Begun >= 2000);
    }

    public void Dispose()
    {
        _servers.ForEach(server => server.Dispose());
        _fleet.Dispose();
    }

    private async Task<double> DistanceAsync(int[] weights)
    {
        using var from = NetworkNamespace.Open(_fleet.Node(2));
        var before = _servers.Select(server => server.Served).ToList();
        for (var i = 0; i < Connections; i++)
            await ConnectionLoad.ConnectAsync(from, s_service);
        var counted = _servers.Zip(before, (server, served) => server.Served - served).ToList();
        Assert.Equal(Connections, counted.Sum());
        return counted.Zip(weights, (count, weight) => (count, due: Connections * (double)weight / weights.Sum())).Sum(it => Math.Pow(it.count - it.due, 2) / it.due);
    }
}
