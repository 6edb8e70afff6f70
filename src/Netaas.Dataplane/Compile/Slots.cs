using System.Collections.Immutable;
using Netaas.Core.View;

namespace Netaas.Dataplane.Compile;

/// <summary>
/// Deals a service's slots to its endpoints, by weight; a connection draws one slot. There is a rule for each number of slots
/// up to 16, so that few endpoints, or weights as small, come out exactly; others share 1,024 slots, none having one slot more
/// than its due.
/// </summary>
internal static class Slots
{
    private const int Exact = 16;

    private const int Many = 1024;

    /// <summary>The numbers of slots that a service may have.</summary>
    public static ImmutableArray<int> Counts { get; } = [.. Enumerable.Range(1, Exact), Many];

    /// <summary>By number of endpoints, where all weigh the same: what nearly all services have.</summary>
    private static readonly ImmutableArray<IReadOnlyList<int>> s_even = [.. Enumerable.Range(0, Exact + 1).Select(count => Enumerable.Range(0, count).ToArray())];

    /// <summary>Who is in each slot, by index; those above the last slot are in none.</summary>
    public static IReadOnlyList<int> Deal(IReadOnlyList<EndpointItem> endpoints)
    {
        if (endpoints.Count <= Exact && AreEven(endpoints))
            return s_even[endpoints.Count];
        var divisor = endpoints.Aggregate(0, (found, endpoint) => Divisor(found, endpoint.Weight));
        var weights = endpoints.Select(endpoint => endpoint.Weight / divisor).ToArray();
        var shares = weights.Sum() <= Exact ? weights : Apportion(weights);
        return [.. shares.SelectMany((share, index) => Enumerable.Repeat(index, share))];
    }

    private static bool AreEven(IReadOnlyList<EndpointItem> endpoints)
    {
        for (var i = 1; i < endpoints.Count; i++)
            if (endpoints[i].Weight != endpoints[0].Weight)
                return false;
        return true;
    }

    /// <summary>Largest remainders: whole shares first, what is left to those who are furthest below their due.</summary>
    private static int[] Apportion(int[] weights)
    {
        var total = weights.Sum(weight => (long)weight);
        var shares = weights.Select(weight => (int)(weight * (long)Many / total)).ToArray();
        var left = Many - shares.Sum();
        foreach (var index in Enumerable.Range(0, weights.Length).OrderByDescending(index => weights[index] * (long)Many % total).ThenBy(index => index).Take(left))
            shares[index]++;
        return shares;
    }

    private static int Divisor(int one, int other) => other == 0 ? one : Divisor(other, one % other);
}
