using System.Net;
using Netaas.Core.View;

namespace Netaas.Contracts;

/// <summary>A port of the node that a process there has taken.</summary>
/// <param name="Address">A wildcard for all of its family; who takes both families is told twice.</param>
/// <param name="Process">Its name; null where it can't be told: the kernel itself, or a process that the agent may not look into.</param>
public sealed record Listener(TransportProtocol Protocol, IPAddress Address, ushort Port, string? Process, int? Pid);

/// <summary>Something of the node, not ours, that gets in the way and that the agent may not change.</summary>
/// <param name="Reason">A word for programs.</param>
/// <param name="Message">Says what to do.</param>
public sealed record Obstacle(string Reason, string Message);
