using System.Net;

namespace Netaas.Core.Calculator;

/// <summary>What a network has to hold.</summary>
/// <param name="Nodes">Nodes today.</param>
/// <param name="PodsPerNode">Pods that a node's block must have room for.</param>
/// <param name="Services">Cluster IPs today; 0 for a network without a service CIDR.</param>
/// <param name="GrowthFactor">By which nodes and services may grow; at least 1.</param>
/// <param name="Families">One, or both for dual stack.</param>
public sealed record PlanWish(int Nodes, int PodsPerNode, int Services, double GrowthFactor, EquatableList<IpFamily> Families)
{
    /// <summary>A count with growth, rounded up.</summary>
    public int Grown(int count) => (int)Math.Ceiling(Math.Round(count * GrowthFactor, 6));
}

/// <summary>Where CIDRs may be cut from, in order of preference, and what is in the way.</summary>
public sealed record PlanSpace(IReadOnlyList<IPNetwork> Pods, IReadOnlyList<IPNetwork> Services, IReadOnlyList<IPNetwork> Taken);

/// <summary>One line of the arithmetic.</summary>
/// <param name="Arithmetic">The sum as one would write it on paper.</param>
public sealed record PlanStep(string Title, string Arithmetic, string Result);

/// <summary>What the planned network can hold per family, the smaller family first where they differ.</summary>
/// <param name="PodsPerNode">In one block; a node whose block is full takes another while there are any.</param>
public sealed record PlanCapacity(IpFamily Family, UInt128 Nodes, UInt128 PodsPerNode, UInt128 Services);

/// <summary>CIDRs for a network that clash with nothing known, as its body takes them.</summary>
public sealed record NetworkPlan(
    EquatableList<IPNetwork> PodCidrs,
    EquatableList<int> NodePrefixLengths,
    EquatableList<IPNetwork> ServiceCidrs,
    EquatableList<PlanCapacity> Capacity,
    EquatableList<PlanStep> Steps);
