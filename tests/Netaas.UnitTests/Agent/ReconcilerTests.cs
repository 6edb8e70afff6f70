using Microsoft.Extensions.Logging.Abstractions;
using Netaas.Agent;
using Netaas.Core.View;
using Netaas.Dataplane.Diff;
using Netaas.Dataplane.Kernel;
using Netaas.Dataplane.Objects;
using Netaas.UnitTests.Dataplane;
using Xunit;

namespace Netaas.UnitTests.Agent;

public sealed class ReconcilerTests : IDisposable
{
    private static readonly ObjectKey s_ruleset = new(ObjectKind.Ruleset, "base");

    private readonly FakeNodeKernel _kernel = new();
    private readonly Reconciler _reconciler;
    private int _opened;
    private int _told;

    public ReconcilerTests() => _reconciler = new Reconciler(Views.NodeId(1), Open, TimeProvider.System, NullLogger.Instance);

    public void Dispose() => _reconciler.Dispose();

    [Fact]
    public void A_kernel_that_was_prepared_is_the_one_that_is_used()
    {
        _reconciler.Prepare();
        Follow();
        Assert.Equal(1, _opened);
        Assert.NotNull(_kernel.State.Find(s_ruleset));
    }

    [Fact]
    public void A_kernel_that_could_not_be_prepared_is_opened_again()
    {
        _kernel.IsLost = true;
        _reconciler.Prepare();
        Follow();
        Assert.False(_reconciler.IsKernelKnown);

        _kernel.IsLost = false;
        _reconciler.Audit();
        Assert.True(_reconciler.IsKernelKnown);
        Assert.Equal(2, _opened);
        Assert.NotNull(_kernel.State.Find(s_ruleset));
    }

    [Fact]
    public void What_the_kernel_tells_while_there_is_no_view_does_not_keep_it_from_telling_later()
    {
        _reconciler.Prepare();
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref _opened) == 1, TimeSpan.FromSeconds(20)));
        _kernel.Tamper(_ => NodeState.Of([new BridgeObject(new("foreign"), default, 1500, Ipv6: false)]));
        Assert.Equal(1, _told);
        Assert.False(_reconciler.Look());

        Follow();
        _kernel.Tamper(state => new NodeState(state.Objects.Remove(s_ruleset)));
        Assert.Equal(2, _told);
        Assert.True(_reconciler.Look());
        Assert.NotNull(_kernel.State.Find(s_ruleset));
    }

    private void Follow()
    {
        var view = NodeView.Empty(Views.NodeId(1));
        ViewItem node = Views.Node(1);
        _reconciler.Update(view with { Items = view.Items.SetItem(node.Key, node) }, [node.Key]);
    }

    private FakeNodeKernel Open()
    {
        _kernel.Watch(() => _told++);
        Interlocked.Increment(ref _opened);
        return _kernel;
    }
}
