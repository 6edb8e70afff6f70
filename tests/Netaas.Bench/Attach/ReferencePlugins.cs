using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Netaas.Bench.Report;

namespace Netaas.Bench.Attach;

/// <summary>The reference plugins bridge, host-local and portmap, in the namespace that the program runs in.</summary>
internal static class ReferencePlugins
{
    private const string Folder = "/usr/lib/cni";
    private const int Samples = 15;

    /// <param name="levels">Numbers of ports that are published already.</param>
    public static IEnumerable<AttachTimes> Measure(IEnumerable<int> levels, string folder)
    {
        var had = 0;
        foreach (var level in levels)
        {
            Publish(had, level);
            had = level;
            var (attach, detach) = (new Percentiles(), new Percentiles());
            for (var number = 0; number < Samples; number++)
                MeasureOne($"bench-peer-{number}", 40_000 + number, folder, (attach, detach));
            yield return new AttachTimes(level, attach.At(0.5), detach.At(0.5));
        }
    }

    private static void MeasureOne(string container, int port, string folder, (Percentiles Attach, Percentiles Detach) times)
    {
        PluginCall.Shell($"ip netns add {container}");
        var bridge = JsonNode.Parse($$$"""
            {"cniVersion": "1.0.0", "name": "peer", "type": "bridge", "bridge": "cni0", "isGateway": true, "ipMasq": true, "hairpinMode": true,
             "ipam": {"type": "host-local", "dataDir": "{{{folder}}}", "ranges": [[{"subnet": "10.99.0.0/16"}]], "routes": [{"dst": "0.0.0.0/0"}]}}
            """) ?? throw new InvalidOperationException();
        var portmap = JsonNode.Parse($$$"""
            {"cniVersion": "1.0.0", "name": "peer", "type": "portmap", "snat": true,
             "runtimeConfig": {"portMappings": [{"hostPort": {{{port}}}, "containerPort": 80, "protocol": "tcp"}]}}
            """) ?? throw new InvalidOperationException();
        var (made, first) = PluginCall.Run(Folder + "/bridge", "ADD", container, bridge);
        portmap["prevResult"] = made;
        var (_, second) = PluginCall.Run(Folder + "/portmap", "ADD", container, portmap);
        times.Attach.Add(first + second);
        var (_, third) = PluginCall.Run(Folder + "/portmap", "DEL", container, portmap);
        var (_, fourth) = PluginCall.Run(Folder + "/bridge", "DEL", container, bridge);
        times.Detach.Add(third + fourth);
        PluginCall.Shell($"ip netns del {container}");
    }

    /// <summary>Mappings in the shape that portmap and the bridge's ipMasq leave: two chains and seven rules each.</summary>
    private static void Publish(int from, int to)
    {
        if (from == to)
            return;
        var (chains, rules) = (new StringBuilder(), new StringBuilder());
        for (var number = from; number < to; number++)
        {
            var (address, port, tag) = ($"10.99.{100 + number / 250}.{1 + number % 250}", 20_000 + number, number.ToString("x20", CultureInfo.InvariantCulture));
            var note = $"-m comment --comment \"name: peer id: x{number}\"";
            chains.Append(CultureInfo.InvariantCulture, $":CNI-DN-{tag}a - [0:0]\n:CNI-{tag}bbbb - [0:0]\n");
            rules.Append(CultureInfo.InvariantCulture, $"""
                -A POSTROUTING -s {address}/32 {note} -j CNI-{tag}bbbb
                -A CNI-{tag}bbbb -d 10.99.0.0/16 {note} -j ACCEPT
                -A CNI-{tag}bbbb ! -d 224.0.0.0/4 {note} -j MASQUERADE
                -A CNI-DN-{tag}a -s 10.99.0.0/16 -p tcp -m tcp --dport {port} -j CNI-HOSTPORT-SETMARK
                -A CNI-DN-{tag}a -s 127.0.0.1/32 -p tcp -m tcp --dport {port} -j CNI-HOSTPORT-SETMARK
                -A CNI-DN-{tag}a -p tcp -m tcp --dport {port} -j DNAT --to-destination {address}:80
                -A CNI-HOSTPORT-DNAT -p tcp {note} -m multiport --dports {port} -j CNI-DN-{tag}a

                """);
        }
        var file = System.IO.Path.GetTempFileName();
        File.WriteAllText(file, $"*nat\n{chains}{rules}COMMIT\n");
        PluginCall.Shell($"iptables-restore --noflush -w < {file}; status=$?; rm -f {file}; exit $status");
    }
}
