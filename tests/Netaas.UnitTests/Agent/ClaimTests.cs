using System.Net;
using Netaas.Agent.Peers;
using Xunit;

namespace Netaas.UnitTests.Agent;

/// <summary>From whose turn it is to who answers, in ticks.</summary>
public sealed class ClaimTests
{
    private static readonly IPAddress s_one = IPAddress.Parse("172.31.0.200");
    private static readonly IPAddress s_two = IPAddress.Parse("2001:db8:31::1:5");

    private readonly ClaimLedger _ledger = new();
    private readonly List<IPAddress> _announced = [];
    private bool _isAnswered;

    [Fact]
    public void An_address_is_asked_for_twice_then_taken_and_then_announced()
    {
        Elect(s_one, s_two);
        Assert.Empty(_ledger.Granted);
        Run(2);
        Assert.Empty(_ledger.Granted);
        Run(1);
        Assert.Equal([s_one, s_two], _ledger.Granted.OrderBy(it => it.ToString().Length));
        Assert.Empty(_announced);
        Run(1);
        Assert.Equal(2, _announced.Count);
        Run(5);
        Assert.Equal(6, _announced.Count);
    }

    [Fact]
    public void Nobody_takes_what_somebody_else_answers_for_until_they_let_go()
    {
        _isAnswered = true;
        Elect(s_one);
        Run(100);
        Assert.Empty(_ledger.Granted);
        Assert.Empty(_announced);
        Assert.Equal([(s_one, "02:00:00:00:00:01")], _ledger.Contested);
        _isAnswered = false;
        Run(8);
        Assert.Equal([s_one], _ledger.Granted);
        Assert.Empty(_ledger.Contested);
    }

    [Fact]
    public void What_a_former_life_held_is_kept_without_asking_if_it_is_still_this_nodes_turn()
    {
        _isAnswered = true;
        _ledger.Elect(new HashSet<IPAddress> { s_one }, [s_one, s_two]);
        Assert.Equal([s_one], _ledger.Granted);
        Run(10);
        Assert.Equal([s_one], _ledger.Granted);
    }

    [Fact]
    public void What_is_anothers_turn_is_given_up_at_once_and_asked_for_anew_when_it_comes_back()
    {
        Elect(s_one);
        Run(5);
        Elect();
        Assert.Empty(_ledger.Granted);
        Assert.True(_ledger.IsIdle);
        Elect(s_one);
        Assert.Empty(_ledger.Granted);
        Run(3);
        Assert.Equal([s_one], _ledger.Granted);
    }

    /// <summary>However the elections came about, the last one says what is held in the end.</summary>
    [Theory]
    [InlineData("1 2 12 1", "1")]
    [InlineData("1 12 2 1", "1")]
    [InlineData("1 1 12 12 2 2", "2")]
    [InlineData("- 1 - 12 - 2 -", "-")]
    public void Elections_come_to_their_last_one(string elections, string held)
    {
        foreach (var hurry in new[] { 0, 1, 5 })
        {
            foreach (var election in elections.Split(' '))
            {
                Elect(Of(election));
                Run(hurry);
            }
            Run(5);
            Assert.Equal(Of(held).Order(Comparer<IPAddress>.Create((a, b) => a.ToString().Length - b.ToString().Length)), _ledger.Granted.OrderBy(it => it.ToString().Length));
        }
    }

    [Fact]
    public void What_is_held_is_said_again_when_neighbors_may_have_forgotten()
    {
        Elect(s_one);
        Run(80);
        _announced.Clear();
        _ledger.AnnounceAgain();
        Run(2);
        Assert.Equal([s_one, s_one], _announced);
        Run(600);
        Assert.InRange(_announced.Count, 9, 12);
    }

    private static IPAddress[] Of(string election) => [.. election.Select(it => it == '1' ? s_one : it == '2' ? s_two : null).OfType<IPAddress>()];

    private void Elect(params IPAddress[] addresses) => _ledger.Elect(addresses.ToHashSet(), []);

    private void Run(int ticks)
    {
        for (; ticks > 0; ticks--)
        {
            var (_, ask, announce) = _ledger.Tick();
            _announced.AddRange(announce);
            if (_isAnswered)
                foreach (var address in ask)
                    _ledger.Hear(address, "02:00:00:00:00:01");
        }
    }
}
