using Netaas.Dataplane.Objects;

namespace Netaas.Dataplane.Compile;

/// <summary>A new plan and the keys of all objects that may differ from the plan before it.</summary>
public sealed record PlanChange(NodePlan Plan, IReadOnlySet<ObjectKey> Touched);
