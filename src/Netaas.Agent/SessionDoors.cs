using Microsoft.Extensions.Logging;
using Netaas.Agent.Attachments;
using Netaas.Agent.Docker;
using Netaas.Core.Naming;

namespace Netaas.Agent;

/// <summary>Where others come in: runtimes of the node, Docker's engine, and the bus. All of it goes into the inbox.</summary>
internal sealed class SessionDoors(AgentOptions options, AgentEdges edges, AgentInbox inbox, ILogger log)
{
    /// <summary>Runs until cancelled, as the others do.</summary>
    public Task ServeNodeAsync(CancellationToken ct) => options.Socket is { } path
        ? new AgentSocket(path, inbox.AskAsync, log)
        {
            OnAnswered = (answer, isDelivered) =>
            {
                if (Guid.TryParse(answer.Interface?.Pod, out var pod))
                    inbox.Put(new AgentEvent.LocalAnswered(new PodId(pod), isDelivered));
            },
        }.RunAsync(ct)
        : Task.CompletedTask;

    public Task ServeDockerAsync(CancellationToken ct) => options.Docker is { } docker
        ? new DockerPlugin(options, docker, edges, inbox.AskAsync, pod => inbox.Put(new AgentEvent.LocalAnswered(new PodId(Guid.Parse(pod)), true))).RunAsync(ct)
        : Task.CompletedTask;

    /// <param name="onGap">An update is missing.</param>
    public Task ListenAsync(NodeId node, Action onGap, CancellationToken ct) => NodeListener.RunAsync(
        edges,
        node,
        new NodeListener.Takers(
            update => inbox.Put(new AgentEvent.UpdateArrived(update, edges.Time.GetTimestamp())),
            request => inbox.Put(new AgentEvent.StateAsked(request)),
            request => inbox.Put(new AgentEvent.TrafficAsked(request))),
        onGap,
        ct);
}
