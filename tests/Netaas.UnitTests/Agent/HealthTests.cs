using System.Net;
using Netaas.Agent.Health;
using Netaas.Core.Naming;
using Netaas.Core.View;
using Netaas.UnitTests.Dataplane;
using Xunit;

namespace Netaas.UnitTests.Agent;

public sealed class HealthTests
{
    private static readonly HealthCheck s_check = new(HealthCheckType.Tcp, null, "/", 5, 2);

    [Theory]
    [InlineData("+", "+")]
    [InlineData("-", "-")]
    [InlineData("+-", "+")]
    [InlineData("+--", "+-")]
    [InlineData("+-+-+-+-", "+")]
    [InlineData("+--+-++", "+-+")]
    public void The_first_look_decides_and_then_only_two_in_a_row(string looks, string verdicts)
    {
        var verdict = new HealthVerdict(threshold: 2);
        var said = looks.Where(look => verdict.Note(look == '+' ? null : "no")).Select(_ => verdict.IsHealthy == true ? '+' : '-').ToArray();
        Assert.Equal(verdicts, said);
    }

    [Fact]
    public void Each_pod_of_the_node_is_looked_at_once_and_nobody_elses()
    {
        var targets = HealthTarget.Of(Service(s_check), Views.NodeId(1)).ToList();
        Assert.Equal([IPEndPoint.Parse("10.1.1.2:8080")], targets.Select(target => target.Address));
        Assert.Equal([IPEndPoint.Parse("10.1.1.2:9")], HealthTarget.Of(Service(s_check with { Port = 9 }), Views.NodeId(1)).Select(target => target.Address));
        Assert.Empty(HealthTarget.Of(Service(null), Views.NodeId(1)));
    }

    [Fact]
    public async Task What_is_found_is_told_and_forgotten_with_the_endpoint()
    {
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var checks = new HealthChecks(Views.NodeId(1), (_, _) => Task.FromResult<string?>("no"), () => told.TrySetResult(), TimeProvider.System);
        var service = Service(s_check);
        checks.Follow(Views.Of(Views.NodeId(1), [service]), [service.Key]);
        await told.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.Equal([(IPAddress.Parse("10.1.1.2"), false, "no")], checks.Found.Select(it => (it.Address, it.IsHealthy, it.Message)));
        checks.Follow(Views.Of(Views.NodeId(1), []), [service.Key]);
        Assert.Empty(checks.Found);
    }

    private static ServiceItem Service(HealthCheck? check) => new(
        1, new ServiceId(Guid.Parse("01900000-0000-7000-8005-000000000001")), "api", Views.NetworkId(1), [IPAddress.Parse("10.96.0.10")],
        [
            new ServicePortItem(TransportProtocol.Tcp, 80, [Endpoint(1, 8080), Endpoint(2, 8080), Endpoint(1, 8080) with { Address = IPAddress.Parse("10.1.1.9"), State = EndpointState.Draining }]),
            new ServicePortItem(TransportProtocol.Tcp, 81, [Endpoint(1, 8081)]),
        ])
    {
        HealthCheck = check,
    };

    private static EndpointItem Endpoint(int node, ushort port) => new(IPAddress.Parse($"10.1.{node}.2"), port, Views.NodeId(node));
}
