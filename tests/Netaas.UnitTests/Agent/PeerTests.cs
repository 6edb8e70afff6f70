using System.Net;
using Netaas.Agent.Peers;
using Netaas.UnitTests.Dataplane;
using Xunit;

namespace Netaas.UnitTests.Agent;

/// <summary>Who is found dead, told in ticks: a peer answers in the tick that it is asked in, or not at all.</summary>
public sealed class PeerTests
{
    private static readonly Peer s_gateway = new(null, IPAddress.Parse("172.31.0.1"));

    private readonly HashSet<IPAddress> _silent = [];
    private readonly PeerLedger _ledger;
    private ulong _nonce;
    private int _asked;

    public PeerTests() => _ledger = new PeerLedger(() => ++_nonce);

    [Fact]
    public void Who_stays_out_five_times_in_a_row_is_dead_and_no_sooner()
    {
        Follow(1, 2, 3);
        Run(3);
        _silent.Add(Address(2));
        Run(PeerLedger.MostMissed);
        Assert.Empty(_ledger.Dead);
        Run(1);
        Assert.Equal([Views.NodeId(2)], _ledger.Dead);
    }

    [Fact]
    public void A_question_that_is_lost_now_and_then_is_nobodys_death()
    {
        Follow(1, 2, 3);
        for (var round = 0; round < 50; round++)
        {
            _silent.Add(Address(2));
            Run(PeerLedger.MostMissed - 1);
            _silent.Clear();
            Run(1);
        }
        Run(1);
        Assert.Empty(_ledger.Dead);
    }

    [Fact]
    public void Who_never_answered_is_not_dead()
    {
        _silent.Add(Address(2));
        Follow(1, 2, 3);
        Run(100);
        Assert.Empty(_ledger.Dead);
        Assert.Equal([Views.NodeId(1), Views.NodeId(3)], _ledger.Known.Select(it => it.Node));
    }

    [Fact]
    public void Who_hears_nobody_any_more_is_cut_off_itself_and_finds_nobody_dead_not_even_at_its_return()
    {
        Follow(1, 2, 3);
        Run(3);
        _silent.UnionWith([Address(1), Address(2), Address(3), s_gateway.Address]);
        Run(100);
        Assert.Empty(_ledger.Dead);
        _silent.Clear();
        _silent.Add(Address(3));
        Run(PeerLedger.MostMissed);
        Assert.Empty(_ledger.Dead);
        Assert.Equal(1, _ledger.Silences);
        Run(1);
        Assert.Equal([Views.NodeId(3)], _ledger.Dead);
    }

    [Fact]
    public void The_only_other_node_may_be_dead_while_the_gateway_answers_and_also_where_none_ever_did()
    {
        foreach (var isGateway in new[] { true, false })
        {
            var fresh = new PeerTests();
            fresh._ledger.Follow(isGateway ? [Of(1), s_gateway] : [Of(1)], []);
            fresh.Run(3);
            fresh._silent.Add(Address(1));
            fresh.Run(PeerLedger.MostMissed + 1);
            Assert.Equal([Views.NodeId(1)], fresh._ledger.Dead);
        }
    }

    [Fact]
    public void Who_returns_is_waited_for_and_longer_each_time()
    {
        Follow(1, 2, 3);
        Run(3);
        var waits = new List<int>();
        for (var round = 0; round < 7; round++)
        {
            _silent.Add(Address(2));
            Run(PeerLedger.MostMissed + 1);
            _silent.Clear();
            var wait = 0;
            for (; _ledger.Dead.Count > 0; wait++)
                Run(1);
            waits.Add(wait);
        }
        Assert.All(waits.Zip(waits.Skip(1)).Take(4), pair => Assert.InRange(pair.Second, pair.First * 2 - 4, pair.First * 2));
        Assert.Equal(waits[5], waits[6]);
        // Good for a while: as at first.
        Run(1600);
        _silent.Add(Address(2));
        Run(PeerLedger.MostMissed + 1);
        _silent.Clear();
        Run(waits[0]);
        Assert.Empty(_ledger.Dead);
    }

    [Fact]
    public void A_life_after_knows_the_dead_and_notices_whose_death_was_missed()
    {
        Follow(1, 2, 3);
        Run(3);
        _silent.Add(Address(2));
        Run(PeerLedger.MostMissed + 1);
        var later = new PeerTests();
        later._silent.UnionWith([Address(2), Address(3)]);
        later._ledger.Follow([Of(1), Of(2), Of(3), s_gateway], _ledger.Known);
        Assert.Equal([Views.NodeId(2)], later._ledger.Dead);
        later.Run(PeerLedger.MostMissed + 2);
        Assert.Equal([Views.NodeId(2), Views.NodeId(3)], later._ledger.Dead.OrderBy(node => node.Value));
    }

    [Fact]
    public void Who_moved_to_another_address_begins_anew_and_who_left_is_forgotten()
    {
        Follow(1, 2, 3);
        Run(3);
        _silent.Add(Address(2));
        Run(PeerLedger.MostMissed + 1);
        _ledger.Follow([Of(1), Of(2) with { Address = IPAddress.Parse("172.31.0.99") }, Of(3), s_gateway], []);
        Assert.Empty(_ledger.Dead);
        _silent.Add(Address(3));
        Run(PeerLedger.MostMissed + 2);
        _ledger.Follow([Of(1), s_gateway], []);
        Assert.Empty(_ledger.Dead);
    }

    [Fact]
    public void An_answer_that_nobody_asked_for_and_one_from_elsewhere_count_for_nothing()
    {
        Follow(1, 2);
        _silent.UnionWith([Address(1), Address(2)]);
        Run(1);
        _ledger.Answer(Address(1), 12_345);
        _ledger.Answer(IPAddress.Parse("172.31.0.77"), 1);
        Run(1);
        Assert.Empty(_ledger.Known);
    }

    [Fact]
    public void A_thousand_peers_cost_no_more_than_two_thousand_questions_a_second_and_one_that_dies_is_found_in_time()
    {
        Follow([.. Enumerable.Range(1, 1000)]);
        Run(10);
        _asked = 0;
        Run(5);
        Assert.Equal(5 * PeerLedger.MostAsked, _asked);
        _silent.Add(Address(500));
        // Half a second until it is its turn, and a second of being asked each time.
        Run(3 + PeerLedger.MostMissed);
        Assert.Equal([Views.NodeId(500)], _ledger.Dead);
    }

    private void Follow(params int[] nodes) => _ledger.Follow([.. nodes.Select(Of), s_gateway], []);

    private void Run(int ticks)
    {
        for (; ticks > 0; ticks--)
        {
            var questions = _ledger.Tick().Questions;
            _asked += questions.Count;
            foreach (var (address, nonce) in questions)
                if (!_silent.Contains(address))
                    _ledger.Answer(address, nonce);
        }
    }

    private static Peer Of(int node) => new(Views.NodeId(node), Address(node));

    private static IPAddress Address(int node) => IPAddress.Parse($"172.31.{node / 200}.{10 + node % 200}");
}
