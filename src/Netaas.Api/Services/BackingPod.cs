using System.Net;
using System.Text.Json;
using Netaas.Api.Data;
using Netaas.Core;
using Netaas.Core.Json;
using Netaas.Core.View;

namespace Netaas.Api.Services;

/// <summary>A pod behind a service.</summary>
/// <param name="Addresses">In the service's network.</param>
/// <param name="Readiness">Null before its node has verified it.</param>
/// <param name="Health">What its node's agent found of it; null before it has looked.</param>
/// <param name="IsChecked">Whether the service wants it looked at.</param>
/// <param name="IsGraceOver">Whether it has been drained for longer than the service lets connections go on.</param>
internal sealed record BackingPod(PodRow Pod, IPAddress[] Addresses, PodReadinessRow? Readiness, EndpointHealthRow? Health, bool IsChecked, bool IsGraceOver)
{
    private bool IsServing => !IsChecked || Health is { IsHealthy: true };

    /// <summary>What nodes do with it; null where they need not know of it.</summary>
    public EndpointState? State =>
        Readiness is not { IsReady: true } ? null
        : Pod.DrainedAt is null ? (IsServing ? EndpointState.Ready : EndpointState.Unhealthy)
        : IsGraceOver ? null
        : EndpointState.Draining;

    /// <summary>Why it takes no new connections; null where it does.</summary>
    public (string Reason, string Message)? WhyNot => this switch
    {
        { Readiness: null } => ("pending", "Its node has not verified it yet."),
        { Readiness: { IsReady: false } seen } => (seen.Reason, seen.Message),
        { Pod.DrainedAt: null, IsServing: true } => null,
        { Pod.DrainedAt: null, Health: null } => ("checking", "Its node's agent has yet to look at it."),
        { Pod.DrainedAt: null, Health: { } found } => ("unhealthy", found.Message),
        { Pod.TerminatesAt: not null } => ("terminating", "It is being deleted: the connections that it has may end in their own time, until its grace is over."),
        { IsGraceOver: true } => ("drained", "It is drained, and the time for the connections that it had is over."),
        _ => ("draining", "It is drained: the connections that it has may end in their own time."),
    };

    /// <summary>Its port that a service's port leads to; null where it has none of the name.</summary>
    public int? TargetOf(ServicePort port) => port.TargetPortName is not { } name
        ? port.TargetPort ?? port.Port
        : JsonSerializer.Deserialize<EquatableList<Pods.PodPort>>(Pod.PortsJson, NetaasJson.Options)
            .FirstOrDefault(declared => declared.Name == name && declared.Protocol == port.Protocol)?.Port;
}
