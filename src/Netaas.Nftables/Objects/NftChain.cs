namespace Netaas.Nftables;

/// <summary>A chain without its rules.</summary>
/// <param name="Base">Where packets enter it by themselves; null for a regular chain, which rules jump to.</param>
public sealed record NftChain(NftName Name, NftBaseChain? Base = null);

/// <summary>How a base chain hangs on a hook.</summary>
/// <param name="Priority">Lower comes first; <c>filter</c> is 0, <c>dstnat</c> -100, <c>srcnat</c> 100 (300 and -300 in the bridge family).</param>
/// <param name="Policy">What becomes of packets that pass all rules.</param>
public sealed record NftBaseChain(NftChainType Type, NftHook Hook, int Priority, NftPolicy Policy = NftPolicy.Accept);

public enum NftChainType
{
    Filter,
    Nat,
    Route,
}

public enum NftHook
{
    Prerouting,
    Input,
    Forward,
    Output,
    Postrouting,
}

public enum NftPolicy
{
    Accept,
    Drop,
}
