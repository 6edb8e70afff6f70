using System.Reflection;
using Netaas.Contracts;
using Netaas.Core;
using Netaas.Dataplane.Kernel;
using Obstacle = Netaas.Contracts.Obstacle;

namespace Netaas.Agent;

/// <summary>Facts as the kernel has them, read from the node's namespace.</summary>
public sealed class KernelFacts : INodeFacts
{
    private readonly AgentOptions _options;
    private readonly HostReader _host;
    private readonly ListenerReader _listeners;
    private readonly ObstacleReader _obstacles;

    // Enrolling reads facts too, from a task of its own, and a socket has one caller at a time.
    private readonly Lock _lock = new();

    public KernelFacts(AgentOptions options)
    {
        (_options, _host) = (options, HostReader.Open(options.HostNetns, options.Uplink));
        (_listeners, _obstacles) = (ListenerReader.Open(options.HostNetns), ObstacleReader.Open(options.HostNetns));
    }

    public NodeFacts Read()
    {
        lock (_lock)
        {
            var host = _host.Read();
            return new NodeFacts(
                host.UnderlayAddresses,
                host.UplinkMtu,
                host.Routes,
                _options.HostNetns ?? $"/proc/{Environment.ProcessId}/ns/net",
                File.ReadAllText("/proc/sys/kernel/osrelease").Trim(),
                typeof(KernelFacts).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown",
                Guid.Parse(File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim()));
        }
    }

    public EquatableList<Listener> Listeners()
    {
        lock (_lock)
            return _listeners.Read().Select(it => new Listener(it.Protocol, it.Address, it.Port, it.Process, it.Pid)).ToEquatableList();
    }

    public EquatableList<Obstacle> Obstacles()
    {
        lock (_lock)
            return _obstacles.Read().Select(it => new Obstacle(it.Kind, it.Message)).ToEquatableList();
    }

    public void Dispose()
    {
        _obstacles.Dispose();
        _listeners.Dispose();
        _host.Dispose();
    }
}
