using System.Reflection;
using Netaas.Contracts;
using Netaas.Dataplane.Kernel;

namespace Netaas.Agent;

/// <summary>Facts as the kernel has them, read from the node's namespace.</summary>
public sealed class KernelFacts : INodeFacts
{
    private readonly AgentOptions _options;
    private readonly HostReader _host;

    public KernelFacts(AgentOptions options) => (_options, _host) = (options, HostReader.Open(options.HostNetns, options.Uplink));

    public NodeFacts Read()
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

    public void Dispose() => _host.Dispose();
}
