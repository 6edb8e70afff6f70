using Netaas.Core.Collections;
using Xunit;

namespace Netaas.UnitTests.Collections;

public sealed class PersistentSetTests
{
    [Fact]
    public void A_set_holds_what_was_added_and_not_taken_out_and_those_before_stay_as_they_were()
    {
        var random = new Random(7);
        var (set, expected) = (PersistentSet<int>.Empty, new HashSet<int>());
        for (var round = 0; round < 50; round++)
        {
            var (before, expectedBefore, builder) = (set, expected.ToHashSet(), set.ToBuilder());
            for (var change = 0; change < 100; change++)
            {
                var number = random.Next(500);
                if (random.Next(2) == 0)
                {
                    expected.Add(number);
                    builder.Add(number);
                }
                else
                {
                    expected.Remove(number);
                    builder.Remove(number);
                }
            }
            set = builder.ToImmutable();
            Assert.Equal(expectedBefore.Order(), before.Order());
            Assert.Equal(expected.Order(), set.Order());
            Assert.Equal(expected.Count, set.Count);
            Assert.All(Enumerable.Range(0, 500), number => Assert.Equal(expected.Contains(number), set.Contains(number)));
        }
    }
}
