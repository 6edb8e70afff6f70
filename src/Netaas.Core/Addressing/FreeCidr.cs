using System.Net;

namespace Netaas.Core.Addressing;

/// <summary>Finds room in an address space.</summary>
public static class FreeCidr
{
    /// <summary>The lowest CIDR of a length inside a pool that overlaps nothing taken; null when there is none.</summary>
    public static IPNetwork? Next(IPNetwork pool, IReadOnlyCollection<IPNetwork> taken, int prefixLength)
    {
        if (prefixLength < pool.PrefixLength || prefixLength > Cidr.Bits(pool.Family()))
            return null;
        var size = UInt128.One << (Cidr.Bits(pool.Family()) - prefixLength);
        var start = Cidr.ToNumber(pool.BaseAddress);
        var end = Cidr.ToNumber(pool.Last());
        foreach (var other in taken.Where(other => other.Overlaps(pool)).OrderBy(other => Cidr.ToNumber(other.BaseAddress)))
        {
            if (Cidr.ToNumber(other.BaseAddress) >= start + size)
                break;
            var after = Cidr.ToNumber(other.Last()) + 1;
            if (after > start)
                start = (after + size - 1) / size * size;
            if (start > end)
                return null;
        }
        return start + (size - 1) <= end ? new IPNetwork(Cidr.ToAddress(start, pool.Family()), prefixLength) : null;
    }
}
