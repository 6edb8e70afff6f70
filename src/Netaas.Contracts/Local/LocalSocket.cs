namespace Netaas.Contracts.Local;

/// <summary>Where an agent listens.</summary>
public static class LocalSocket
{
    /// <summary>On a machine that is one node.</summary>
    public const string DefaultPath = "/run/netaas/agent.sock";
}
