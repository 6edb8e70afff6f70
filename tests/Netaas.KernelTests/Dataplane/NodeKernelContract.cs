using System.Net;
using Netaas.Core.Collections;
using Netaas.Core.View;
using Netaas.Dataplane.Compile;
using Netaas.Dataplane.Diff;
using Netaas.Dataplane.Kernel;
using Netaas.Dataplane.Objects;
using Netaas.Netlink;
using Xunit;

namespace Netaas.KernelTests.Dataplane;

/// <summary>What any <see cref="INodeKernel"/> does.</summary>
public abstract class NodeKernelContract : IDisposable
{
    private static readonly ViewItem[] s_base = [Items.Node(1), Items.Node(2), Items.Network(1), Items.Member(1, 1), Items.Member(1, 2)];

    private NodePlan _plan = NodePlan.Empty(Items.Node(1).Id);

    protected abstract INodeKernel Kernel { get; }

    /// <summary>A later life of the same node's agent.</summary>
    protected abstract INodeKernel OpenAgain();

    [Fact]
    public void An_untouched_node_holds_nothing_of_ours() => Assert.Empty(Kernel.Read(_plan).Keys);

    [Fact]
    public void What_was_applied_is_read_back_by_the_apply_and_by_a_later_life()
    {
        var result = Reach(Everything());
        Assert.NotEmpty(result.Read);
        Assert.All(result.Read, read => Assert.Equal(_plan.Find(read.Key), read.Value));
        using var again = OpenAgain();
        Assert.Empty(PlanDiff.Diff(_plan, again.Read(_plan)).Select(step => step.ToString()));
    }

    [Fact]
    public void A_second_apply_of_the_same_does_nothing()
    {
        Reach(Everything());
        Assert.Empty(PlanDiff.Diff(_plan, Kernel.Read(_plan)));
        // Even when it is asked for the same again, because what was done is unknown.
        var result = Kernel.Apply(PlanDiff.Diff(_plan, NodeState.Empty));
        Assert.Empty(result.Failures.Values.Select(failure => failure.Message));
        Assert.Empty(PlanDiff.Diff(_plan, Kernel.Read(_plan)).Select(step => step.ToString()));
    }

    [Fact]
    public void Jumps_between_states_end_where_they_should()
    {
        var random = new Random(7);
        var universe = Everything();
        for (var jump = 0; jump < 12; jump++)
        {
            Reach([.. s_base[..2], .. universe.Where(_ => random.Next(2) == 0)]);
            Assert.Empty(PlanDiff.Diff(_plan, Kernel.Read(_plan)).Select(step => step.ToString()));
        }
    }

    [Fact]
    public void Changes_are_made_in_place_of_what_was()
    {
        Reach(Everything());
        ViewItem[] changed =
        [
            Items.Node(1) with { UnderlayAddresses = [new(IPAddress.Parse("172.31.0.99"), 24)] },
            Items.Node(2) with { UnderlayAddresses = [new(IPAddress.Parse("172.31.0.98"), 24)] },
            Items.Network(1) with { Mtu = 1400, Egress = Egress.None },
            Items.Member(1, 1), Items.Member(1, 2) with { Blocks = [IPNetwork.Parse("10.1.77.0/24")] },
            Items.Pod(1, 1, 1) with { Addresses = [IPAddress.Parse("10.1.1.50")] }, Items.Pod(2, 1, 1),
            Items.Mapping(8080, Items.Address(2, 1, 1), 1),
        ];
        Reach(changed);
        Assert.Empty(PlanDiff.Diff(_plan, Kernel.Read(_plan)).Select(step => step.ToString()));
    }

    [Fact]
    public void Everything_goes_when_nothing_is_wanted()
    {
        Reach(Everything());
        Reach([]);
        Assert.DoesNotContain(Kernel.Read(NodePlan.Empty(_plan.View.Node)).Keys, key => key.Kind is not (ObjectKind.Sysctl or ObjectKind.DeviceSysctl));
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);

    private static ViewItem[] Everything() =>
        [.. s_base, Items.Pod(1, 1, 1), Items.Pod(2, 1, 1), Items.Mapping(8080, Items.Address(1, 1, 1), 1), Items.Mapping(8081, Items.Address(3, 1, 2), 2)];

    private ApplyResult Reach(IEnumerable<ViewItem> items)
    {
        _plan = NodeCompiler.Compile(new NodeView(Items.Node(1).Id, items.ToPersistentDictionary(item => item.Key)));
        var result = Kernel.Apply(PlanDiff.Diff(_plan, Kernel.Read(_plan)));
        Assert.Empty(result.Failures.Values.Select(failure => $"{failure.Reason}: {failure.Message}"));
        return result;
    }
}

public sealed class FakeNodeKernelTests : NodeKernelContract
{
    private readonly FakeNodeKernel _kernel = new();

    protected override INodeKernel Kernel => _kernel;

    protected override INodeKernel OpenAgain() => _kernel;

    protected override void Dispose(bool disposing) => _kernel.Dispose();
}

[Collection(nameof(LeastPrivilegeTests))]
public sealed class RealNodeKernelTests : NodeKernelContract
{
    private readonly string _path = $"{NetworkNamespace.Folder}/t-{Guid.NewGuid():N}"[..24];

    public RealNodeKernelTests()
    {
        NetworkNamespace.Create(_path).Dispose();
        TestFleet.ShellAt(_path, "ip link set lo up; ip link add up0 type bridge; ip link set up0 up; ip addr add 172.31.0.11/24 dev up0; ip addr add 172.31.0.99/24 dev up0");
        Kernel = OpenAgain();
    }

    protected override INodeKernel Kernel { get; }

    protected override INodeKernel OpenAgain() => NodeKernel.Open(Items.Node(1).Id, _path);

    protected override void Dispose(bool disposing)
    {
        var nothing = NodePlan.Empty(Items.Node(1).Id);
        Kernel.Apply(PlanDiff.Diff(nothing, Kernel.Read(nothing)));
        Kernel.Dispose();
        NetworkNamespace.Delete(_path);
    }
}
