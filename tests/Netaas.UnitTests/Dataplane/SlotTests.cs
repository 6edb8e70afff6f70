using System.Net;
using Netaas.Core.View;
using Netaas.Dataplane.Compile;
using Xunit;

namespace Netaas.UnitTests.Dataplane;

public sealed class SlotTests
{
    /// <summary>The kernel draws slots evenly (numgen random); so does this, with the slots that the compiler has dealt.</summary>
    [Theory]
    [InlineData("1 1 1")]
    [InlineData("1 2 7")]
    [InlineData("10 20 70")]
    [InlineData("1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1")]
    [InlineData("100 90 17 3")]
    public void Ten_thousand_connections_are_spread_by_the_weights(string weights)
    {
        var wanted = weights.Split(' ').Select(ushort.Parse).ToArray();
        var slots = Slots.Deal(Endpoints(wanted));
        var random = new Random(5);
        var drawn = new int[wanted.Length];
        for (var i = 0; i < 10_000; i++)
            drawn[slots[random.Next(slots.Count)]]++;
        Assert.True(Evenness.Probability(drawn, wanted) >= 0.001, string.Join(' ', drawn));
    }

    [Fact]
    public void Slots_that_forget_a_weight_are_found_out()
    {
        var random = new Random(5);
        var drawn = new int[3];
        for (var i = 0; i < 10_000; i++)
            drawn[random.Next(3)]++;
        Assert.True(Evenness.Probability(drawn, [1, 2, 7]) < 0.001);
    }

    [Theory]
    [InlineData("5", 1)]
    [InlineData("3 3 3", 3)]
    [InlineData("2 4 14", 10)]
    [InlineData("1 16", 1024)]
    public void There_are_as_few_slots_as_the_weights_allow(string weights, int slots) =>
        Assert.Equal(slots, Slots.Deal(Endpoints([.. weights.Split(' ').Select(ushort.Parse)])).Count);

    [Fact]
    public void A_name_stays_when_others_go_and_says_the_timeout()
    {
        var all = Endpoints([1, 1, 1]);
        var names = Affinity.NamesOf(all, ServiceMarks.Name, 10_800);
        Assert.Equal(3, names.Distinct().Count());
        Assert.Equal([names[0], names[2]], Affinity.NamesOf([all[0], all[2]], ServiceMarks.Name, 10_800));
        Assert.NotEqual(names[0] >> ServiceMarks.NameBits, Affinity.NamesOf(all, ServiceMarks.Name, 60)[0] >> ServiceMarks.NameBits);
        Assert.Equal(300, Affinity.NamesOf(Endpoints(Enumerable.Repeat((ushort)1, 300)), ServiceMarks.Name, 1).Distinct().Count());
    }

    private static List<EndpointItem> Endpoints(IEnumerable<ushort> weights) =>
        [.. weights.Select((weight, index) => new EndpointItem(IPAddress.Parse($"10.1.{index / 200}.{index % 200 + 1}"), 80, null) { Weight = weight })];
}
