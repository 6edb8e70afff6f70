using System.Net;
using Netaas.Core.Addressing;
using Netaas.Netlink;
using Netaas.Netlink.Addresses;
using Netaas.Netlink.Links;
using Netaas.Netlink.Neighbors;
using Netaas.Netlink.Routes;
using Netaas.Netlink.Wire;
using Xunit;

namespace Netaas.UnitTests.Netlink;

/// <summary>Answers of the kernel, byte for byte.</summary>
public sealed class AnswerTests
{
    [Fact]
    public void Error_carries_its_number_and_the_kernels_words()
    {
        var bytes = Bytes.Parse(
            "38000000 0200 0003 01000000 00000000", // NLMSG_ERROR, NLM_F_CAPPED | NLM_F_ACK_TLVS
            "eaffffff", // -22
            "ff000000 1800 0506 01000000 00000000", // the request's header; its length is of no matter here
            "1400 0100 496e76616c6964206761746577617900"); // "Invalid gateway"

        Assert.Equal((22, "Invalid gateway"), ErrorMessage.Parse(new NetlinkMessage(bytes)));
    }

    [Fact]
    public void Error_that_repeats_the_request_carries_its_words_behind_it()
    {
        var bytes = Bytes.Parse(
            "34000000 0200 0002 01000000 00000000", // NLM_F_ACK_TLVS, not capped
            "edffffff", // -19
            "14000000 1100 0500 01000000 00000000 deadbeef", // the whole request, 20 bytes
            "0700 0100 6e6f00 00"); // "no"

        Assert.Equal((19, "no"), ErrorMessage.Parse(new NetlinkMessage(bytes)));
    }

    [Fact]
    public void Acknowledgement_is_error_zero_without_words() =>
        Assert.Equal((0, null), ErrorMessage.Parse(new NetlinkMessage(Bytes.Parse("24000000 0200 0001 01000000 00000000", "00000000", "14000000 1100 0500 01000000 00000000"))));

    [Fact]
    public void Link_is_read_with_its_kind_and_what_is_unknown_is_passed_over()
    {
        var bytes = Bytes.Parse(
            "6c000000 1000 0000 01000000 00000000",
            "00 00 0100 07000000 43100100 00000000", // ifinfomsg: index 7, UP|BROADCAST|RUNNING|MULTICAST|LOWER_UP
            "0800 0300 76783000",
            "0800 ff3f 01020304", // an attribute of a later kernel
            "0800 0400 aa050000",
            "0a00 0100 02005e100001 0000",
            "2c00 1200",
            "0a00 0100 76786c616e00 0000",
            "1c00 0200",
            "0800 0100 00100000",
            "0800 0400 ac1f000b",
            "0600 0f00 12b5 0000");

        var link = LinkParser.Parse(new NetlinkMessage(bytes));

        Assert.Equal(
            new Link(7, "vx0", "vxlan")
            {
                Flags = LinkFlags.Up | LinkFlags.Broadcast | LinkFlags.Running | LinkFlags.Multicast | LinkFlags.LowerUp,
                Mtu = 1450,
                Mac = new MacAddress(0x02_00_5e_10_00_01),
                Vxlan = new VxlanOptions(new Vni(4096), IPAddress.Parse("172.31.0.11"), 4789),
            },
            link);
    }

    [Fact]
    public void Cached_route_exception_is_no_route()
    {
        var route = "24000000 1800 0000 01000000 00000000" + "02 20 00 00 fe 02 00 01";

        Assert.NotNull(RouteEntryMessage.Parse(new NetlinkMessage(Bytes.Parse(route, "00000000", "0800 0100 0a0a0001"))));
        Assert.Null(RouteEntryMessage.Parse(new NetlinkMessage(Bytes.Parse(route, "00020000", "0800 0100 0a0a0001"))));
    }

    [Fact]
    public void Message_of_another_kind_is_none_of_ours()
    {
        var message = Bytes.Parse("20000000 6300 0000 01000000 00000000", "02 00 00 00 00000000 00000000 00000000");

        Assert.Null(LinkParser.Parse(new NetlinkMessage(message)));
        Assert.Null(AddressMessage.Parse(new NetlinkMessage(message)));
        Assert.Null(RouteEntryMessage.Parse(new NetlinkMessage(message)));
        Assert.Null(NeighborMessage.ParseNeighbor(new NetlinkMessage(message)));
        Assert.Null(NeighborMessage.ParseFdb(new NetlinkMessage(message)));
    }

    [Fact]
    public void Datagram_cut_anywhere_ends_the_walk_without_an_error()
    {
        var whole = Bytes.Parse(
            "24000000 1800 0000 01000000 00000000", "02 20 00 00 fe 02 00 01 00000000", "0800 0100 0a0a0001",
            "24000000 1800 0000 01000000 00000000", "02 20 00 00 fe 02 00 01 00000000", "0800 0100 0a0a0002");
        for (var length = 0; length < whole.Length; length++)
        {
            ReadOnlySpan<byte> datagram = whole.AsSpan(0, length);
            var taken = 0;
            while (NetlinkMessage.TryTake(ref datagram, out _))
                taken++;
            Assert.Equal(length / 36, taken);
        }
    }

    [Theory]
    [InlineData("0000 0100")]
    [InlineData("0300 0100")]
    [InlineData("ff00 0100 00000000")]
    [InlineData("0400")]
    public void Attribute_of_an_impossible_length_ends_the_walk(string bytes)
    {
        var attributes = new AttributeReader(Bytes.Parse(bytes));

        Assert.False(attributes.Next());
    }

    [Fact]
    public void Flags_of_nesting_and_byte_order_are_no_part_of_a_type()
    {
        var attributes = new AttributeReader(Bytes.Parse("0400 1280", "0400 1240"));

        Assert.True(attributes.Next());
        Assert.Equal(0x12, attributes.Type);
        Assert.True(attributes.Next());
        Assert.Equal(0x12, attributes.Type);
        Assert.False(attributes.Next());
    }

    [Theory]
    [InlineData(2, NetlinkReason.NotFound)]
    [InlineData(19, NetlinkReason.NotFound)]
    [InlineData(99, NetlinkReason.NotFound)]
    [InlineData(17, NetlinkReason.AlreadyExists)]
    [InlineData(1, NetlinkReason.NotPermitted)]
    [InlineData(22, NetlinkReason.Invalid)]
    [InlineData(101, NetlinkReason.Unreachable)]
    [InlineData(95, NetlinkReason.NotSupported)]
    [InlineData(16, NetlinkReason.Busy)]
    [InlineData(105, NetlinkReason.Overrun)]
    [InlineData(5, NetlinkReason.Other)]
    public void Errno_has_a_reason(int errno, NetlinkReason reason)
    {
        var exception = new NetlinkException(errno, "add a route", "words");

        Assert.Equal(reason, exception.Reason);
        Assert.StartsWith("add a route: ", exception.Message, StringComparison.Ordinal);
        Assert.EndsWith($"(errno {errno}): words", exception.Message, StringComparison.Ordinal);
    }
}
