using Netaas.Core.Naming;
using Netaas.Core.View;
using Netaas.Dataplane.Names;
using Netaas.Dataplane.Objects;
using Xunit;

namespace Netaas.UnitTests.Dataplane;

public sealed class NamesTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("abc")]
    [InlineData("a-long-name-of-a-network-that-fills-all-sixty-three-characters-x")]
    public void Interface_names_fit_the_kernel_whatever_the_name(string name)
    {
        var id = Guid.Parse("ffffffff-ffff-ffff-ffff-ffffffffffff");
        foreach (var made in new[] { GeneratedNames.Bridge(new NetworkId(id), name), GeneratedNames.Vxlan(new NetworkId(id), name), GeneratedNames.Pod(new PodId(id), name) })
        {
            Assert.True(made.Value.Length <= InterfaceName.MaxLength, made.Value);
            Assert.True(GeneratedNames.IsOurs(made.Value), made.Value);
        }
    }

    [Theory]
    [InlineData("eth0")]
    [InlineData("nab0")]
    [InlineData("nap-something")]
    [InlineData("naxABCDEFGH-abc")]
    [InlineData("napabcdefgh")]
    public void Foreign_interface_names_are_not_taken_for_ours(string name) => Assert.False(GeneratedNames.IsOurs(name));

    [Fact]
    public void Namespaces_of_two_nodes_tell_apart()
    {
        var pod = new PodId(Guid.Parse("01900000-0000-7000-8000-000000000001"));
        var path = GeneratedNames.Netns(Views.NodeId(1), pod);

        Assert.StartsWith($"/run/netns/{GeneratedNames.NetnsPrefix(Views.NodeId(1))}", path, StringComparison.Ordinal);
        Assert.EndsWith(pod.ToString(), path, StringComparison.Ordinal);
        Assert.NotEqual(GeneratedNames.NetnsPrefix(Views.NodeId(1)), GeneratedNames.NetnsPrefix(Views.NodeId(2)));
    }

    [Fact]
    public void Element_parts_survive_the_wire()
    {
        ElementPart[] parts =
        [
            ElementPart.Of(System.Net.IPAddress.Parse("10.1.2.3")), ElementPart.Of(System.Net.IPAddress.Parse("fd00::1:2")),
            ElementPart.Of(new Core.Addressing.MacAddress(0x020304050607)), ElementPart.Of(new InterfaceName("nabcdefghijk-xy")),
            ElementPart.Of(TransportProtocol.Udp), ElementPart.Of((ushort)65535),
        ];
        foreach (var part in parts)
        {
            var bytes = new byte[ElementPart.Size(part.Type)];
            part.CopyTo(bytes);
            Assert.Equal(part, ElementPart.Read(part.Type, bytes));
        }
        Assert.Equal("10.1.2.3 . fd00::1:2 . 02:03:04:05:06:07 . \"nabcdefghijk-xy\" . udp . 65535", string.Join(" . ", parts));
    }
}
