using System.Text.Json;

namespace Netaas.Nftables.Listing;

/// <summary>Reads what a chain is; its rules stand beside it in the listing.</summary>
internal static class ChainReader
{
    /// <summary>Null for a regular chain, and for one on a hook that we never use.</summary>
    public static NftBaseChain? Base(JsonElement chain) =>
        Word<NftChainType>(chain, "type") is { } type && Word<NftHook>(chain, "hook") is { } hook && Word<NftPolicy>(chain, "policy") is { } policy
            ? new NftBaseChain(type, hook, chain.GetProperty("prio").GetInt32(), policy)
            : null;

    private static T? Word<T>(JsonElement chain, string property) where T : struct, Enum =>
        chain.TryGetProperty(property, out var word) && Enum.TryParse<T>(word.GetString(), ignoreCase: true, out var value) ? value : null;
}
