using System.Net;
using Netaas.Core.Addressing;
using Netaas.Core.Naming;
using Netaas.Netlink;
using Netaas.Netlink.Wire;
using Xunit;

namespace Netaas.UnitTests.Netlink;

public sealed class BatchTests
{
    [Fact]
    public void Messages_are_numbered_and_only_the_last_asks_for_an_answer()
    {
        var batch = Batch(3);

        var messages = Split(batch.Seal(0, 3, firstSequence: 40));

        Assert.Equal([(40u, false), (41u, false), (42u, true)], messages);
    }

    [Fact]
    public void Batch_sealed_again_in_other_chunks_asks_for_answers_at_their_ends_only()
    {
        var batch = Batch(3);
        batch.Seal(0, 3, firstSequence: 1);

        Assert.Equal([(7u, false), (8u, true)], Split(batch.Seal(0, 2, firstSequence: 7)));
        Assert.Equal([(9u, true)], Split(batch.Seal(2, 3, firstSequence: 9)));
    }

    [Fact]
    public void Chunks_keep_to_their_bounds_and_leave_nothing_out()
    {
        var batch = Batch(1000);
        var covered = 0;
        while (covered < batch.Count)
        {
            var end = batch.ChunkEnd(covered, maxBytes: 4096, maxMessages: 64);
            Assert.InRange(end - covered, 1, 64);
            Assert.InRange(batch.Seal(covered, end, 1).Length, 1, 4096);
            covered = end;
        }
        Assert.Equal(1000, covered);
    }

    [Fact]
    public void Message_longer_than_a_chunk_goes_by_itself() => Assert.Equal(1, Batch(2).ChunkEnd(0, maxBytes: 8, maxMessages: 64));

    [Fact]
    public void Cleared_batch_starts_anew()
    {
        var batch = Batch(5);
        batch.Clear();
        Assert.Equal(0, batch.Count);

        batch.DeleteLink(1);

        Assert.Equal([(1u, true)], Split(batch.Seal(0, 1, firstSequence: 1)));
    }

    [Fact]
    public void Longest_message_of_ours_fits_the_room_that_is_kept_for_one()
    {
        var name = new InterfaceName(new string('x', InterfaceName.MaxLength));
        var options = new LinkOptions(new MacAddress(2), 1450, 1, 1, new string('a', 255), Up: true, OwnIpv6: false);
        var batch = new RouteBatch();

        for (var i = 0; i < 20; i++)
            batch.AddVeth(name, new VethPeer(name, Options: options), options);

        Assert.Equal(20, Split(batch.Seal(0, 20, 1)).Count);
    }

    private static RouteBatch Batch(int count)
    {
        var batch = new RouteBatch();
        for (var i = 0; i < count; i++)
            batch.ReplaceNeighbor(new Neighbor(1, new IPAddress([10, 0, (byte)(i >> 8), (byte)i]), new MacAddress(2)));
        return batch;
    }

    private static List<(uint Sequence, bool Acknowledge)> Split(ReadOnlySpan<byte> datagram)
    {
        var found = new List<(uint, bool)>();
        var total = 0;
        while (NetlinkMessage.TryTake(ref datagram, out var message))
        {
            total++;
            found.Add((message.Sequence, (message.Flags & RouteMessage.Acknowledge) != 0));
        }
        Assert.Equal(0, datagram.Length);
        Assert.Equal(total, found.Count);
        return found;
    }
}
