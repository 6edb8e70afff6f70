namespace Netaas.Api.Services;

/// <summary>What the agent of a pod's node found of it, for a service.</summary>
internal sealed record EndpointHealthRow
{
    public Guid ServiceId { get; init; }
    public Guid PodId { get; init; }
    public bool IsHealthy { get; init; }
    public string Message { get; init; } = "";
}
