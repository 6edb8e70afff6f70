using System.Net;
using Netaas.Core.Addressing;
using Netaas.Core.Naming;
using Netaas.Core.View;
using Netaas.Dataplane.Compile;
using Netaas.Dataplane.Diff;
using Netaas.Dataplane.Kernel;
using Netaas.Netlink;

namespace Netaas.Bench.Wiring;

/// <summary>What an agent does for one pod: compile, diff, apply, read back. Three nodes are in the view, and a network.</summary>
internal sealed class NetaasWiring : IDisposable
{
    private static readonly NetworkId s_network = new(Guid.Parse("01900000-0000-7000-8002-000000000001"));

    private readonly string _netns;
    private readonly NodeId _self;
    private readonly NodeKernel _kernel;
    private NodePlan _plan;
    private NodeState _state = NodeState.Empty;

    public NetaasWiring(string netns)
    {
        _netns = netns;
        NetworkNamespace.Create(netns).Dispose();
        _self = new NodeId(Guid.NewGuid());
        _kernel = NodeKernel.Open(_self, netns);
        _plan = NodePlan.Empty(_self);
        List<ViewItem> items = [new NetworkItem(
            1, s_network, "bench", NetworkType.Overlay, [IPNetwork.Parse("10.89.0.0/16")], Encapsulation.Vxlan, new Vni(4242), 4789, 1450,
            Egress.Masquerade, NodeEgress.Masquerade)];
        foreach (var (node, number) in new[] { (_self, 1), (new NodeId(Guid.NewGuid()), 2), (new NodeId(Guid.NewGuid()), 3) })
        {
            items.Add(new NodeItem(1, node, $"node-{number}", [new InterfaceAddress(new IPAddress([172, 31, 0, (byte)(10 + number)]), 24)]));
            items.Add(new MemberItem(1, s_network, node, [new IPAddress([10, 89, 0, (byte)number])], [IPNetwork.Parse($"10.89.{64 * number}.0/18")]));
        }
        Apply([.. items]);
    }

    public void Wire(int number) => Apply(Pod(number));

    public void Unwire(int number)
    {
        var key = Pod(number).Key;
        Reach(_plan.View with { Items = _plan.View.Items.Remove(key) }, [key]);
    }

    public void Dispose()
    {
        var empty = NodePlan.Empty(_self);
        _kernel.Apply(PlanDiff.Diff(empty, _kernel.Read(empty)));
        _kernel.Dispose();
        NetworkNamespace.Delete(_netns);
    }

    private static PodId PodId(int number) => new(Guid.Parse($"01900000-0000-7000-8003-{number:x12}"));

    private static PodItem Pod(int number) => new(
        1, PodId(number), $"pod-{number}", PodMode.Network, s_network,
        [new IPAddress([10, 89, (byte)(64 + (number + 2) / 256), (byte)((number + 2) % 256)])], new MacAddress(0x020000000000 + (ulong)number), null);

    private void Apply(params ReadOnlySpan<ViewItem> items)
    {
        var view = _plan.View;
        var keys = new List<ItemKey>();
        foreach (var item in items)
        {
            view = view with { Items = view.Items.SetItem(item.Key, item) };
            keys.Add(item.Key);
        }
        Reach(view, keys);
    }

    private void Reach(NodeView view, IReadOnlyCollection<ItemKey> keys)
    {
        var change = NodeCompiler.Update(_plan, view, keys);
        var result = _kernel.Apply(PlanDiff.Diff(change.Plan, _state, change.Touched));
        if (!result.Failures.IsEmpty)
            throw new InvalidOperationException(string.Join('\n', result.Failures.Values));
        _plan = change.Plan;
        _state = _state.With(result.Read);
    }
}
