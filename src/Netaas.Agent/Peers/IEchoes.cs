using System.Net;

namespace Netaas.Agent.Peers;

/// <summary>Asks other kernels whether they are there. One caller at a time.</summary>
public interface IEchoes : IDisposable
{
    /// <summary>What keeps anybody from being asked; null for nothing.</summary>
    string? Trouble => null;

    /// <param name="nonce">Comes back with the answer.</param>
    void Ask(IPAddress address, ulong nonce);

    /// <returns>False where no answer is there.</returns>
    bool TryTake(out IPAddress from, out ulong nonce);

    /// <summary>The node's ways out of its subnets: somebody else who would be heard.</summary>
    IReadOnlyList<IPAddress> Gateways();
}
