using Netaas.Contracts;
using Netaas.Contracts.Attachments;
using Netaas.Core;
using Netaas.Core.View;

namespace Netaas.Agent.Attachments;

/// <summary>Which ports of the node can't be published at it: mappings, services, pods in host mode and processes share one space.</summary>
/// <param name="listeners">What processes have taken, read when it is asked for: they come and go.</param>
internal sealed class NodePorts(Func<EquatableList<Listener>> listeners)
{
    /// <summary>
    /// Podman keeps a socket at each port that it has published, so that nobody takes it, and refuses a port that it has twice by
    /// itself.
    /// </summary>
    private const string PodmanKeeper = "conmon";

    public PublishedPorts Published { get; } = new();

    /// <summary>Why a port can't be had, in words that say what to do; null where it can.</summary>
    /// <param name="own">What the asker has published already.</param>
    public string? WhyNot(AttachedPort port, IReadOnlyCollection<ItemKey> own) =>
        Published.Find(port.Protocol, port.HostPort, port.HostAddress) is { } holder
            ? own.Contains(holder.Key) ? null : $"{Text(port)} of this node {holder.Text}: choose another."
        : listeners().FirstOrDefault(it => it.Protocol == port.Protocol && it.Port == port.HostPort && it.Process != PodmanKeeper
            && PublishedPorts.Meet(it.Address, port.HostAddress)) is { } listener
            ? $"{Text(port)} of this node is in use by {Who(listener)}, at {listener.Address}: choose another, or end that one."
        : null;

    public static string Text(AttachedPort port) => $"{port.Protocol.ToString().ToUpperInvariant()} port {port.HostPort}";

    private static string Who(Listener listener) =>
        listener.Process is { } process ? $"process '{process}' (pid {listener.Pid})" : "the kernel or a process that the agent may not look into";
}
