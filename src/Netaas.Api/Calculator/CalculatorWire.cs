using System.Net;
using Netaas.Core;
using Netaas.Core.Calculator;

namespace Netaas.Api.Calculator;

/// <summary>What was asked about a CIDR.</summary>
/// <param name="Contains">One answer for each <c>contains</c>, in the order asked.</param>
/// <param name="Overlaps">One answer for each <c>overlaps</c>, in the order asked.</param>
/// <param name="Split">Null where no split was asked for.</param>
/// <param name="Around">The CIDR of the length asked for by <c>supernet</c>; null where none was.</param>
public sealed record SubnetAnswer(
    Subnet Subnet, IReadOnlyList<Containment> Contains, IReadOnlyList<Overlap> Overlaps, Split? Split, IPNetwork? Around);

/// <param name="Value">An address or a CIDR.</param>
public sealed record Containment(string Value, bool IsContained);

/// <param name="Relation">How the CIDR asked about lies to this one.</param>
public sealed record Overlap(IPNetwork Cidr, bool Overlaps, CidrRelation Relation);

/// <summary>A CIDR in equal parts.</summary>
/// <param name="Count">How many parts there are.</param>
/// <param name="Parts">The first of them, 256 at most.</param>
public sealed record Split(int PrefixLength, UInt128 Count, EquatableList<IPNetwork> Parts);

/// <summary>What a network shall hold.</summary>
/// <param name="Nodes">1 to 100000.</param>
/// <param name="PodsPerNode">1 to 65533.</param>
/// <param name="Services">Cluster IPs; 0 if omitted.</param>
/// <param name="GrowthFactor">By which nodes and services may grow, 1 to 100; 1 if omitted.</param>
/// <param name="Family">ipv4 if omitted; without meaning for dual stack.</param>
/// <param name="DualStack">Plan CIDRs of both families.</param>
/// <param name="Avoid">Ranges to keep clear of, beside all that is recorded.</param>
public sealed record PlanRequest(
    int Nodes,
    int PodsPerNode,
    int? Services = null,
    double? GrowthFactor = null,
    IpFamily? Family = null,
    bool? DualStack = null,
    EquatableList<IPNetwork>? Avoid = null);
