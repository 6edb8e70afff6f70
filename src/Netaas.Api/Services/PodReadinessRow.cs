namespace Netaas.Api.Services;

/// <summary>What the leader saw last of a pod with labels.</summary>
internal sealed record PodReadinessRow
{
    public Guid PodId { get; init; }
    public bool IsReady { get; init; }

    /// <summary>A word for programs.</summary>
    public string Reason { get; init; } = "";
    public string Message { get; init; } = "";
}
