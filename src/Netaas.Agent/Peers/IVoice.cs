using System.Net;

namespace Netaas.Agent.Peers;

/// <summary>Speaks to the neighbors of the node's own links about addresses. One caller at a time.</summary>
public interface IVoice : IDisposable
{
    /// <summary>The load-balancer addresses that the kernel answers for, from whichever life of the agent.</summary>
    IReadOnlyList<IPAddress> Held();

    /// <summary>Asks who has an address.</summary>
    void Ask(IPAddress address);

    /// <summary>Says that it is here.</summary>
    void Announce(IPAddress address);

    /// <summary>An address that somebody else said is theirs.</summary>
    /// <returns>False where nobody has said anything.</returns>
    bool TryHear(out IPAddress address, out string who);
}
