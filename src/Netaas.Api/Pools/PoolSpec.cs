using System.Net;
using Netaas.Api.Http;
using Netaas.Api.Networks;
using Netaas.Api.Resources;
using Netaas.Core.Addressing;
using Netaas.Core.Calculator;

namespace Netaas.Api.Pools;

/// <summary>A pool as it was asked for.</summary>
/// <param name="DefaultPrefixLength">Null: to be chosen.</param>
internal sealed record PoolSpec(string Name, Labels Labels, PoolPurpose Purpose, IPNetwork Cidr, int? DefaultPrefixLength) : ISpec
{
    public static PoolSpec Read(FieldReader body)
    {
        foreach (var field in new[] { "name", "purpose", "cidr" })
            if (!body.Has(field))
                body.Refuse(field, "required", "Give the pool a name, a purpose and a CIDR.");
        var cidr = body.Cidr("cidr");
        var spec = new PoolSpec(
            body.Name("name") ?? "",
            body.Labels("labels"),
            body.Choice<PoolPurpose>("purpose") ?? PoolPurpose.Pods,
            cidr ?? default,
            body.Integer("defaultPrefixLength", 0, 128));
        if (cidr is not null)
            spec.Check(body);
        return spec;
    }

    /// <summary>The length of what is cut where none was asked for: many parts of a useful size each.</summary>
    public static int PrefixLengthFor(PoolPurpose purpose, IPNetwork cidr)
    {
        var isIpv4 = IpFamilies.Of(cidr) == IpFamily.Ipv4;
        var (longest, step) = purpose switch
        {
            PoolPurpose.Pods => isIpv4 ? (24, 6) : (56, 8),
            PoolPurpose.Services => isIpv4 ? (28, 8) : (112, 64),
            PoolPurpose.External => (Core.Addressing.Cidr.Bits(cidr.Family()), 128),
            _ => throw new ArgumentOutOfRangeException(nameof(purpose), purpose, "A pool has one of three purposes."),
        };
        return Math.Max(cidr.PrefixLength, Math.Min(cidr.PrefixLength + step, longest));
    }

    private void Check(FieldReader body)
    {
        if (NetworkSpec.IsReserved(Cidr))
            body.Refuse("cidr", "reserved", $"{Core.Addressing.Cidr.Format(Cidr)} holds space that nobody may give away: use private or otherwise your own unicast space.");
        if (DefaultPrefixLength is { } length && (length < Cidr.PrefixLength || length > Core.Addressing.Cidr.Bits(Cidr.Family())))
            body.Refuse("defaultPrefixLength", "outOfRange", $"Give a length from {Cidr.PrefixLength} to {Core.Addressing.Cidr.Bits(Cidr.Family())}.");
    }
}
