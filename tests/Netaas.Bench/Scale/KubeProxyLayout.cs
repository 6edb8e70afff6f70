using System.Diagnostics;
using System.Text;
using Netaas.Netlink;
using Netaas.Nftables;

namespace Netaas.Bench.Scale;

/// <summary>Services as kube-proxy lays them out in nftables: a verdict map, a chain for each service and one for each endpoint.</summary>
internal sealed class KubeProxyLayout : IDisposable
{
    private const int Endpoints = 3;

    // A transaction of everything at once takes hours: the kernel checks all chains for each rule that jumps.
    private const int Chunk = 500;

    private readonly string _netns;
    private readonly NetworkNamespace _ns;
    private readonly NftablesContext _nft;
    private readonly int _count;

    public KubeProxyLayout(string netns, int count)
    {
        (_netns, _count) = (netns, count);
        _ns = NetworkNamespace.Create(netns);
        _nft = NftablesContext.Open(_ns.Handle);
        var started = Stopwatch.GetTimestamp();
        Run("add table ip kp\nadd map ip kp services { type ipv4_addr . inet_proto . inet_service : verdict; }\n"
            + "add chain ip kp nat-prerouting { type nat hook prerouting priority dstnat; }\nadd rule ip kp nat-prerouting ip daddr . meta l4proto . th dport vmap @services\n");
        for (var first = 0; first < count; first += Chunk)
        {
            var text = new StringBuilder();
            for (var number = first; number < Math.Min(first + Chunk, count); number++)
                Append(text, number);
            Run(text.ToString());
        }
        Load = Stopwatch.GetElapsedTime(started);
    }

    public TimeSpan Load { get; }

    /// <summary>One endpoint of a service in the middle gets another address.</summary>
    public TimeSpan Change(int sample)
    {
        var chain = $"endpoint-{_count / 2 + sample % 7}-1";
        var started = Stopwatch.GetTimestamp();
        Run($"flush chain ip kp {chain}\nadd rule ip kp {chain} meta l4proto tcp dnat to 10.200.{sample % 256}.{1 + sample / 256}:8080\n");
        return Stopwatch.GetElapsedTime(started);
    }

    public void Dispose()
    {
        _nft.Dispose();
        _ns.Dispose();
        NetworkNamespace.Delete(_netns);
    }

    private static void Append(StringBuilder text, int number)
    {
        for (var endpoint = 0; endpoint < Endpoints; endpoint++)
            text.Append($"add chain ip kp endpoint-{number}-{endpoint}\n")
                .Append($"add rule ip kp endpoint-{number}-{endpoint} meta l4proto tcp dnat to {ScaleNode.EndpointAddress(number, endpoint, 1)}:8080\n");
        text.Append($"add chain ip kp service-{number}\n")
            .Append($"add rule ip kp service-{number} numgen random mod {Endpoints} vmap {{ 0 : goto endpoint-{number}-0, 1 : goto endpoint-{number}-1, 2 : goto endpoint-{number}-2 }}\n")
            .Append($"add element ip kp services {{ {ScaleNode.ServiceAddress(number)} . tcp . 80 : goto service-{number} }}\n");
    }

    private void Run(string script)
    {
        if (_nft.Run(script) is { IsSuccess: false } failed)
            throw new InvalidOperationException(failed.Error);
    }
}
