using Netaas.Agent.ControlPlane;
using Netaas.Dataplane.Names;

namespace Netaas.Agent;

/// <summary>For whoever clears up after an agent that is gone for good.</summary>
public static class LeftNamespaces
{
    /// <summary>Paths of the namespaces that an agent has made for pods; none where it was never enrolled.</summary>
    /// <param name="stateDir">The agent's state folder, which may be missing.</param>
    public static IEnumerable<string> Of(string stateDir) =>
        Identity.Find(stateDir)?.Node is { } node && Directory.Exists(FixedNames.NetnsFolder)
            ? Directory.EnumerateFiles(FixedNames.NetnsFolder, GeneratedNames.NetnsPrefix(node) + "*")
            : [];
}
