namespace Netaas.Api.Status;

/// <summary>From what a node said last to its phase.</summary>
internal static class NodePhase
{
    public static Phase Of(NodeState node, DateTimeOffset now) =>
        node.SeenAt is null ? Phase.Pending
        : !node.IsUp(now) || !node.Failures.IsEmpty ? Phase.Degraded
        : Phase.Ready;
}
