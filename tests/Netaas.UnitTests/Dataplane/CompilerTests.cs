using Netaas.Core.Naming;
using Netaas.Core.View;
using Netaas.Dataplane.Compile;
using Netaas.Dataplane.Diff;
using Netaas.Dataplane.Objects;
using Xunit;

namespace Netaas.UnitTests.Dataplane;

public sealed class CompilerTests
{
    private static readonly NodeId Self = Views.NodeId(1);

    /// <summary>Everything that may stand in the view of node 1, for random parts of it.</summary>
    private static readonly ViewItem[] Universe =
    [
        .. Enumerable.Range(1, 4).Select(node => Views.Node(node)),
        .. Enumerable.Range(1, 3).Select(network => Views.Network(network)),
        .. from network in Enumerable.Range(1, 3) from node in Enumerable.Range(1, 4) select Views.Member(network, node, node != 4),
        .. from network in Enumerable.Range(1, 3) from pod in Enumerable.Range(1, 3) select Views.Pod(10 * network + pod, network, 1),
        .. Enumerable.Range(1, 4).Select(mapping => Views.Mapping(mapping, 1, 1, 10 + mapping)),
    ];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Random_events_lead_to_the_plan_of_a_full_compile(int seed)
    {
        var random = new Random(seed);
        var plan = NodePlan.Empty(Self);
        for (var round = 0; round < 60; round++)
        {
            var (view, changed) = Mutate(plan.View, random);
            var change = NodeCompiler.Update(plan, view, changed);
            AssertSame(NodeCompiler.Compile(view), change.Plan);
            AssertTouchedCoversTheDifference(plan, change);
            plan = change.Plan;
        }
    }

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(1, 20)];

    [Fact]
    public void The_order_in_which_items_came_leaves_no_trace()
    {
        var forth = Build(Universe);
        AssertSame(forth, Build(Universe.Reverse()));
        AssertSame(forth, Build(Universe.Concat(Universe)));
        AssertSame(forth, NodeCompiler.Update(forth, forth.View, []).Plan);
        AssertSame(forth, NodeCompiler.Update(forth, forth.View, forth.View.Items.Keys).Plan);
    }

    [Fact]
    public void Thousands_of_items_at_once_compile_to_what_they_do_one_after_the_other()
    {
        ViewItem[] items = [.. Universe, .. Enumerable.Range(100, 3_000).Select(number => Views.Mapping(number, 1, 1, 11 + number % 3))];
        var atOnce = NodeCompiler.Compile(Views.Of(Self, items));
        AssertSame(Build(items), atOnce);

        // What depends on an item is found again, too: a pod's mappings go by it.
        var without = NodeCompiler.Update(atOnce, Views.Of(Self, Universe), [.. atOnce.View.Items.Keys.Except(Universe.Select(item => item.Key))]);
        AssertSame(Build(Universe), without.Plan);
        AssertTouchedCoversTheDifference(atOnce, without);
    }

    [Fact]
    public void One_pod_touches_its_own_objects_alone()
    {
        var plan = Build(Universe);
        var pod = Views.Pod(99, 1, 1);
        var view = plan.View with { Items = plan.View.Items.SetItem(pod.Key, pod) };

        var change = NodeCompiler.Update(plan, view, [pod.Key]);

        Assert.Equal(
            [ObjectKind.Element, ObjectKind.Element, ObjectKind.PodAttachment],
            change.Touched.Select(key => key.Kind).Order());
        Assert.All(change.Touched, key => Assert.Equal([pod.Key], change.Plan.Owners(key)));
    }

    [Fact]
    public void A_setting_that_two_networks_want_stays_until_the_last_is_gone()
    {
        ViewItem[] items = [Views.Node(1), DualStack(1), DualStack(2), Views.Member(1, 1), Views.Member(2, 1)];
        var forwarding = new ObjectKey(ObjectKind.Sysctl, "net/ipv6/conf/all/forwarding");
        var plan = Build(items);

        plan = Without(plan, ItemKey.Of(Views.NetworkId(1)));
        Assert.NotNull(plan.Find(forwarding));

        plan = Without(plan, ItemKey.Of(Views.NetworkId(2)));
        Assert.Null(plan.Find(forwarding));
    }

    [Fact]
    public void Of_two_mappings_of_one_port_the_later_recorded_holds_it()
    {
        var older = Views.Mapping(1, 1, 1, 5, revision: 3);
        var newer = Views.Mapping(2, 1, 1, 6, revision: 4) with { HostPort = older.HostPort, HostPortEnd = older.HostPortEnd };

        var plan = Build([newer, older]);

        var element = Assert.Single(plan.Objects.OfType<SetElementObject>(), element => element.Set == "any-ports-4");
        Assert.Equal([ElementPart.Of(newer.TargetAddress!), ElementPart.Of((ushort)80)], element.Value);
        Assert.Equal(element, NodeCompiler.Compile(Views.Of(Self, [older, newer])).Find(element.Key));
    }

    [Fact]
    public void A_node_that_a_network_did_not_choose_has_nothing_of_it_but_its_ranges_and_lacks_nothing()
    {
        var network = Views.Network(1) with { HasNodeSelector = true, ServiceCidrs = [System.Net.IPNetwork.Parse("10.96.0.0/24")] };
        ViewItem[] items = [Views.Node(1), Views.Node(2), network, Views.Member(1, 2), Views.Mapping(1, 1, 2, 5)];

        var plan = Build(items);

        Assert.Empty(plan.Incomplete);
        Assert.Equal(
            ["element nodes-4 { 172.31.0.12 }", "element service-cidrs-4 { 10.96.0.0/24 . 0.0.0.0/0 }"],
            plan.Objects.OfType<SetElementObject>().Select(element => element.Text).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(plan.Objects, wanted => wanted is BridgeObject or VxlanObject or RouteObject or NeighborObject or FdbObject);
        Assert.Contains(Build([.. items, Views.Member(1, 1)]).Objects, wanted => wanted is SetElementObject { Set: "any-ports-4" });
        Assert.Contains("own part", Assert.Single(Build([Views.Node(1), Views.Network(1)]).Incomplete).Incomplete, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pod_in_two_networks_has_an_attachment_in_each_and_a_default_route_in_the_first()
    {
        var pod = Views.Pod(7, 1, 1) with
        {
            More = [new PodLinkItem("eth1", Views.NetworkId(2), [System.Net.IPAddress.Parse("10.2.1.9")], new Netaas.Core.Addressing.MacAddress(0x020000000999))],
        };

        var plan = Build([Views.Node(1), Views.Network(1), Views.Network(2), Views.Member(1, 1), Views.Member(2, 1), pod]);

        Assert.Empty(plan.Incomplete);
        var attachments = plan.Objects.OfType<PodAttachmentObject>().OrderBy(attachment => attachment.Interface.Name.Value, StringComparer.Ordinal).ToList();
        Assert.Equal(["eth0", "eth1"], attachments.Select(attachment => attachment.Interface.Name.Value));
        Assert.Single(attachments.Select(attachment => attachment.Netns).Distinct());
        Assert.Equal(("10.1.1.1", ""), Ways(attachments[0]));
        Assert.Equal(("", "10.2.0.0/16 via 10.2.1.1"), Ways(attachments[1]));
        foreach (var attachment in attachments)
            Assert.Contains(
                new SetElementObject("pods-4", [ElementPart.Of(attachment.HostEnd), ElementPart.Of(attachment.Interface.Mac), ElementPart.Of(attachment.Interface.Addresses[0].Address)], []),
                plan.Objects);

        static (string, string) Ways(PodAttachmentObject attachment) => (string.Join(' ', attachment.Interface.Gateways), string.Join(' ', attachment.Interface.Ways));
    }

    [Fact]
    public void An_object_that_thousands_want_stays_until_the_last_lets_go()
    {
        var plan = Build([Views.Node(1), .. Enumerable.Range(1, 3_000).Select(mapping => Views.Mapping(mapping, 1, 1, 5))]);
        var published = Assert.Single(plan.Objects.OfType<SetElementObject>(), element => element.Set == "published-4");
        Assert.Equal(3_000, plan.Owners(published.Key).Count());

        foreach (var mapping in Enumerable.Range(1, 2_999))
            plan = Without(plan, Views.Mapping(mapping, 1, 1, 5).Key);
        Assert.Equal([Views.Mapping(3_000, 1, 1, 5).Key], plan.Owners(published.Key));
        Assert.Null(Without(plan, Views.Mapping(3_000, 1, 1, 5).Key).Find(published.Key));
    }

    private static NetworkItem DualStack(int number) =>
        Views.Network(number) with { PodCidrs = [System.Net.IPNetwork.Parse($"10.{number}.0.0/16"), System.Net.IPNetwork.Parse($"fd00:{number}::/48")] };

    private static NodePlan Without(NodePlan plan, ItemKey key) =>
        NodeCompiler.Update(plan, plan.View with { Items = plan.View.Items.Remove(key) }, [key]).Plan;

    private static NodePlan Build(IEnumerable<ViewItem> items)
    {
        var plan = NodePlan.Empty(Self);
        foreach (var item in items)
            plan = NodeCompiler.Update(plan, plan.View with { Items = plan.View.Items.SetItem(item.Key, item) }, [item.Key]).Plan;
        return plan;
    }

    private static (NodeView View, ItemKey[] Changed) Mutate(NodeView view, Random random)
    {
        var items = view.Items;
        var changed = new List<ItemKey>();
        for (var count = random.Next(0, 6); count > 0; count--)
        {
            var item = Universe[random.Next(Universe.Length)] with { Revision = random.Next(1, 5) };
            items = random.Next(3) == 0 ? items.Remove(item.Key) : items.SetItem(item.Key, item);
            changed.Add(item.Key);
        }
        return (view with { Items = items }, [.. changed]);
    }

    private static void AssertSame(NodePlan expected, NodePlan actual)
    {
        Assert.Equal(
            expected.Objects.OrderBy(wanted => wanted.Key).Select(wanted => wanted.Text),
            actual.Objects.OrderBy(wanted => wanted.Key).Select(wanted => wanted.Text));
        Assert.Equal(
            expected.Incomplete.Select(item => $"{item.Item}: {item.Incomplete}").Order(),
            actual.Incomplete.Select(item => $"{item.Item}: {item.Incomplete}").Order());
        Assert.Equal(expected.Count, actual.Count);
        Assert.Empty(PlanDiff.Diff(expected, NodeState.Of(actual.Objects)));
    }

    private static void AssertTouchedCoversTheDifference(NodePlan before, PlanChange change)
    {
        foreach (var key in before.Keys.Union(change.Plan.Keys))
            if (!Equals(before.Find(key), change.Plan.Find(key)))
                Assert.Contains(key, change.Touched);
    }

    [Fact]
    public void Each_rule_says_why_it_is_there_in_as_much_as_a_comment_holds()
    {
        foreach (var rule in RulesetChain.All.SelectMany(chain => chain.Rules))
            Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(rule.Reason), 5, 127);
    }
}
