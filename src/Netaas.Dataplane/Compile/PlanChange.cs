using Netaas.Dataplane.Objects;

namespace Netaas.Dataplane.Compile;

/// <summary>A new plan and the keys of all objects that may differ from the plan before it, some more than once.</summary>
public sealed record PlanChange(NodePlan Plan, IReadOnlyCollection<ObjectKey> Touched);
