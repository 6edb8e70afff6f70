using System.Collections.Frozen;

namespace Netaas.Nftables.Objects;

/// <summary>Words that nft 1.0.6 refuses as the name of a table, chain, set or map, found by trying its scanner's words.</summary>
internal static class NftReservedWords
{
    private const string Words =
        """
        accept add ah all and arp auto-merge bridge cgroup chain comment comp constant continue counter cpu create ct day
        dccp define delete describe device devices dnat drop dst dup dynamic ecn element elements eq esp ether exists
        expires export exthdr fib flags flow flowtable flush frag fwd gc-interval get goto gt handle hbh hook hour
        ibriport ibrname icmp icmpv6 igmp iif iifgroup iifname iiftype import include index inet insert interval ip ip6
        ipsec jhash jump limit list log lshift lt map mark masquerade meta meter mh missing monitor netdev nftrace not
        notrack numgen obriport obrname offload oif oifgroup oifname oiftype or osf pkttype policy position priority queue
        quota random redefine redirect reject rename replace reset return rshift rt rt0 rt2 rtclassid rule ruleset sctp
        secmark set size skgid skuid snat socket srh symhash synproxy table tcp th time timeout tproxy type typeof udp
        udplite undefine update vlan vmap xor xt
        """;

    private static readonly FrozenSet<string> s_words = Words.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);

    public static bool Contains(string word) => s_words.Contains(word);

    public static IEnumerable<string> All => s_words.Items;
}
