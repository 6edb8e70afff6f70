using System.Net;
using Netaas.Agent.Peers;

namespace Netaas.UnitTests.Agent;

/// <summary>A node that stands alone: nobody answers it, and nobody is told anything.</summary>
internal sealed class Nobody : IEchoes, IVoice
{
    public void Ask(IPAddress address, ulong nonce)
    {
    }

    public bool TryTake(out IPAddress from, out ulong nonce)
    {
        (from, nonce) = (IPAddress.None, 0);
        return false;
    }

    public IReadOnlyList<IPAddress> Gateways() => [];

    public IReadOnlyList<IPAddress> Held() => [];

    public void Ask(IPAddress address)
    {
    }

    public void Announce(IPAddress address)
    {
    }

    public bool TryHear(out IPAddress address, out string who)
    {
        (address, who) = (IPAddress.None, "");
        return false;
    }

    public void Dispose()
    {
        // Holds nothing.
    }
}
