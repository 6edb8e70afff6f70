using Netaas.Core.Collections;
using Netaas.Core.View;
using Netaas.Dataplane.Compile;
using Netaas.Dataplane.Objects;
using Xunit;

namespace Netaas.KernelTests.Dataplane;

public sealed class GivenNamespaceTests
{
    [Fact]
    public void Two_pods_that_were_given_one_namespace_do_not_keep_a_node_from_being_read()
    {
        using var fleet = new TestFleet(1);
        const string Path = "/run/netns/given-to-two";
        ViewItem[] items =
        [
            Items.Node(1), Items.Network(1), Items.Member(1, 1), Items.Pod(1, 1, 1) with { NetnsPath = Path }, Items.Pod(2, 1, 1) with { NetnsPath = Path },
        ];
        var plan = NodeCompiler.Compile(new NodeView(TestFleet.Node(1), items.ToPersistentDictionary(item => item.Key)));
        Assert.Equal(2, plan.Objects.OfType<PodAttachmentObject>().Count(pod => pod.Netns == Path));
        Assert.Empty(fleet.Kernel(1).Read(plan).Objects.Values.OfType<PodAttachmentObject>());
    }
}
