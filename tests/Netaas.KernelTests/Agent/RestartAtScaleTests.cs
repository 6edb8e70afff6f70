using System.Diagnostics;
using System.Net;
using Netaas.Core.Naming;
using Netaas.Core.View;
using Netaas.Dataplane.Names;
using Netaas.KernelTests.Dataplane;
using Netaas.Netlink;
using Xunit;

namespace Netaas.KernelTests.Agent;

/// <summary>An agent that starts again on a node with 30,000 services of three endpoints each, from what it has saved.</summary>
public sealed class RestartAtScaleTests : IAsyncLifetime
{
    private const int Services = 30_000;

    private readonly TestFleet _fleet = new(1);
    private readonly NodeId _node = new(Guid.NewGuid());
    private readonly LonelyControlPlane _control;
    private readonly List<Process> _programs = [];

    public RestartAtScaleTests() => _control = new LonelyControlPlane(_node,
    [
        Items.Node(1) with { Id = _node },
        Items.Network(1) with { ServiceCidrs = [IPNetwork.Parse("100.64.0.0/10")] },
        Items.Member(1, 1) with { Node = _node },
        Items.Pod(1, 1, 1),
        Items.Pod(2, 1, 1),
        .. Enumerable.Range(0, Services).Select(Service),
    ])
    { Patience = TimeSpan.FromMinutes(4) };

    public async ValueTask InitializeAsync() => await _control.StartAsync();

    [Fact]
    public async Task It_changes_nothing_in_the_kernel_and_a_connection_through_a_service_goes_on()
    {
        await using (_control.Run(_fleet.Path("node-1")))
            Assert.Empty((await _control.ReportAsync(report => report.AppliedRevision == 10)).Failures);
        var (pod1, pod2) = (GeneratedNames.Netns(_node, Items.PodId(1)), GeneratedNames.Netns(_node, Items.PodId(2)));
        _programs.Add(TestFleet.Start(pod1, "socat TCP-LISTEN:8080,reuseaddr EXEC:cat"));
        TestFleet.AwaitListener(pod1, 8080);
        var client = TestFleet.Start(pod2, "socat STDIO TCP:100.64.0.1:80");
        _programs.Add(client);
        Assert.Equal("before", Echo(client, "before"));
        var before = Generation();
        _control.IsAway = true;
        _control.ForgetReports();

        await using (_control.Run(_fleet.Path("node-1")))
        {
            var report = await _control.ReportAsync(report => report.AppliedRevision == 10);
            Assert.Empty(report.Failures);
            Assert.Empty(report.Drift);
            // Every transaction counts it up, anybody's and an empty one too.
            Assert.Equal(before, Generation());
            Assert.Equal("after", Echo(client, "after"));
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var program in _programs)
        {
            program.Kill(entireProcessTree: true);
            program.WaitForExit();
            program.Dispose();
        }
        foreach (var pod in new[] { 1, 2 })
            NetworkNamespace.Delete(GeneratedNames.Netns(_node, Items.PodId(pod)));
        _fleet.Shell("node-1", "nft flush ruleset");
        await _control.DisposeAsync();
        _fleet.Dispose();
    }

    /// <summary>Of number 0 the endpoint is pod 1, of the others three addresses that nobody has.</summary>
    private static ServiceItem Service(int number) => new(
        1, new ServiceId(Guid.Parse($"01900000-0000-7000-8005-{number:x12}")), $"service-{number}", TestFleet.Network(1), [Address(100, 0x400001 + number)],
        [
            new ServicePortItem(TransportProtocol.Tcp, 80, number == 0
                ? [new EndpointItem(Items.Address(1, 1, 1), 8080, null)]
                : [.. Enumerable.Range(0, 3).Select(endpoint => new EndpointItem(Address(10, 0x020000 + 3 * number + endpoint), 8080, null))]),
        ]);

    private static IPAddress Address(int first, int rest) => new([(byte)first, (byte)(rest >> 16), (byte)(rest >> 8), (byte)rest]);

    private static string? Echo(Process client, string line)
    {
        client.StandardInput.WriteLine(line);
        client.StandardInput.Flush();
        return client.StandardOutput.ReadLine();
    }

    private uint Generation()
    {
        using var ns = NetworkNamespace.Open(_fleet.Path("node-1"));
        using var socket = ElementSocket.Open(ns);
        return socket.Generation();
    }
}
