using Netaas.Core.Collections;
using Xunit;

namespace Netaas.UnitTests.Collections;

public sealed class PersistentDictionaryTests
{
    private static readonly PersistentDictionary<Clash, int> s_empty = PersistentDictionary<Clash, int>.Empty;

    /// <param name="hashes">Number of different hashes: of few, leaves are long and lie as deep as they can.</param>
    [Theory]
    [InlineData(1, 2_000)]
    [InlineData(2, 3)]
    [InlineData(3, 1)]
    public void It_holds_what_a_dictionary_holds_and_what_was_taken_from_it_before_stays(int seed, int hashes)
    {
        var random = new Random(seed);
        var (expected, actual) = (new Dictionary<Clash, int>(), s_empty);
        var kept = new List<(Dictionary<Clash, int> Expected, PersistentDictionary<Clash, int> Actual)>();
        for (var round = 0; round < 60; round++)
        {
            kept.Add((new(expected), actual));
            var builder = actual.ToBuilder();
            for (var change = random.Next(50); change >= 0; change--)
            {
                var key = Clash.Of(random.Next(400), hashes);
                if (random.Next(3) == 0)
                    Assert.Equal(expected.Remove(key), builder.Remove(key));
                else
                    builder[key] = expected[key] = random.Next();
                Assert.Equal(expected.Count, builder.Count);
            }
            actual = builder.ToImmutable();
            builder[Clash.Of(random.Next(400), hashes)] = -1; // Of a dictionary that nobody asks for.
        }
        Assert.All(kept, version => AssertSame(version.Expected, version.Actual));
    }

    [Fact]
    public void The_same_key_has_one_value_the_last()
    {
        var map = s_empty.SetItem(Clash.Of(1, 1), 10).SetItem(Clash.Of(2, 1), 20).SetItem(Clash.Of(1, 1), 11);
        Assert.Equal(2, map.Count);
        Assert.Equal(11, map[Clash.Of(1, 1)]);
        Assert.False(map.ToBuilder().TryAdd(Clash.Of(2, 1), 21));
    }

    [Fact]
    public void Without_its_last_entry_it_is_empty_and_a_key_that_is_not_there_takes_nothing()
    {
        var map = s_empty.SetItem(Clash.Of(1, 10), 10);
        Assert.Same(map, map.Remove(Clash.Of(2, 10)));
        Assert.Same(s_empty, map.Remove(Clash.Of(1, 10)));
        Assert.Throws<KeyNotFoundException>(() => map[Clash.Of(2, 10)]);
    }

    private static void AssertSame(Dictionary<Clash, int> expected, PersistentDictionary<Clash, int> actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        Assert.Equal(expected.OrderBy(it => it.Key.Id), actual.OrderBy(it => it.Key.Id));
        Assert.Equal(expected.Keys.Select(key => key.Id).Order(), actual.Keys.Select(key => key.Id).Order());
        Assert.All(Enumerable.Range(0, 400), id => Assert.Equal(
            expected.Any(it => it.Key.Id == id), actual.Any(it => it.Key.Id == id)));
        Assert.All(expected, it => Assert.Equal(it.Value, actual.GetValueOrDefault(it.Key)));
    }

    /// <summary>A key whose hash many share.</summary>
    private readonly record struct Clash(int Id, int Hash)
    {
        public static Clash Of(int id, int hashes) => new(id, id % hashes * 0x0421_0843);

        public override int GetHashCode() => Hash;
    }
}
