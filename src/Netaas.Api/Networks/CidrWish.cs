using Netaas.Core;
using Netaas.Core.Calculator;

namespace Netaas.Api.Networks;

/// <summary>How CIDRs that were not given are to be cut from the pools. What is recorded is the CIDRs that came of it.</summary>
/// <param name="Families">Null: IPv4 alone.</param>
/// <param name="PodPrefixLengths">One per family; null: the pools' own.</param>
/// <param name="ServicePrefixLengths">One per family; null: no service CIDRs.</param>
internal sealed record CidrWish(EquatableList<IpFamily>? Families, EquatableList<int>? PodPrefixLengths, EquatableList<int>? ServicePrefixLengths)
{
    public static readonly CidrWish None = new(null, null, null);
}
