using System.Net;
using Netaas.Agent.Health;
using Netaas.Core.Naming;
using Netaas.Core.View;
using Netaas.KernelTests.Dataplane;
using Xunit;

namespace Netaas.KernelTests.Agent;

/// <summary>Looks from a node at its pod: who listens on 80 speaks, who listens on 81 and 82 answers over HTTP.</summary>
public sealed class HealthProbeTests : IDisposable
{
    private readonly TestFleet _fleet = new(1);

    [Fact]
    public async Task A_probe_looks_from_the_nodes_namespace_and_says_what_is_wrong()
    {
        _fleet.Apply(1, Items.Node(1), Items.Network(1), Items.Member(1, 1), Items.Pod(1, 1, 1));
        var pod = _fleet.Netns(1, Items.PodId(1));
        _fleet.Serve(pod, 80);
        _fleet.Answer(pod, 81, "204 No Content");
        _fleet.Answer(pod, 82, "503 Service Unavailable");
        using var probe = new HealthProbe(_fleet.Path("node-1"));

        Assert.Null(await Look(probe, HealthCheckType.Tcp, 80));
        Assert.Contains("refused", await Look(probe, HealthCheckType.Tcp, 83), StringComparison.OrdinalIgnoreCase);
        Assert.Null(await Look(probe, HealthCheckType.Http, 81));
        Assert.Contains("status 503", await Look(probe, HealthCheckType.Http, 82), StringComparison.Ordinal);
        Assert.NotNull(await Look(probe, HealthCheckType.Http, 80));
    }

    public void Dispose() => _fleet.Dispose();

    private static Task<string?> Look(HealthProbe probe, HealthCheckType type, int port) => probe.LookAsync(
        new HealthTarget(new ServiceId(Guid.Empty), new IPEndPoint(Items.Address(1, 1, 1), port), new HealthCheck(type, null, "/", 2, 2)),
        TestContext.Current.CancellationToken);
}
