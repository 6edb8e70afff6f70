using System.Net;
using Netaas.SystemTests.Stack;
using Xunit;

namespace Netaas.SystemTests.Cni;

[Collection(AllInOneCollection.Name)]
public sealed class ContainerdTests(AllInOneStack stack) : IAsyncLifetime
{
    [Fact]
    public async Task Containers_of_containerd_reach_each_other_across_nodes_and_go_without_a_trace()
    {
        var near = await Containerd.InstallAsync(stack, "node-1", "containerd");
        var far = await Containerd.InstallAsync(stack, "node-2", "containerd");
        var pod = await Pod.CreateAsync(stack, "ctr-peer", "containerd", "node-3");
        // Two containers of one node, and one of another towards a pod of a third: each answers, or the script ends with an error.
        var output = await near.RunAsync($"""
            ctr run -d --cni --rootfs $FOLDER/machine one /bin/sleep 1000
            ctr run -d --cni --rootfs $FOLDER/machine two /bin/sleep 1000
            pid=$(ctr task ls | awk '$1 == "one" {"{"} print $2 {"}"}')
            address=$(nsenter --net=/proc/$pid/ns/net ip -o -4 addr show eth0 | grep -oE '10[.0-9]+' | head -1)
            ctr run --rm --cni --rootfs $FOLDER/machine three /bin/ping -c 1 -W 5 $address
            ctr run --rm --cni --rootfs $FOLDER/machine four /bin/ping -c 1 -W 5 {pod.Address}
            ctr task kill -s 9 one || true
            ctr task kill -s 9 two || true
            until ! ctr task ls | grep -q RUNNING; do sleep 0.1; done
            ctr task delete one two
            ctr containers delete one two
            """);
        Assert.Equal(2, output.Split("1 received").Length - 1);
        Assert.Contains("1 received", await far.RunAsync($"ctr run --rm --cni --rootfs $FOLDER/machine five /bin/ping -c 1 -W 5 {pod.Address}"), StringComparison.Ordinal);
        (await stack.Rest.DeleteAsync("pods/ctr-peer?wait=ready")).Expect(HttpStatusCode.NoContent);
        await Remains.SettledAsync(ReadAsync);
    }

    [Fact]
    public async Task Containers_of_containerd_publish_ports_resolve_services_and_are_endpoints_of_them()
    {
        var near = await Containerd.InstallAsync(stack, "node-1", "containerd");
        var far = await Containerd.InstallAsync(stack, "node-2", "containerd");
        var serving = near.RunAsync("""
            ctr run -d --cni --rootfs $FOLDER/machine server /usr/bin/python3 -m http.server 80
            for tenth in $(seq 3000); do [ ! -e "$FOLDER/over" ] || break; sleep 0.1; done
            ctr task kill -s 9 server || true
            until ! ctr task ls | grep -q RUNNING; do sleep 0.1; done
            ctr task delete server || true
            ctr containers delete server
            """);
        try
        {
            var pod = await ServerAsync(serving);
            (await stack.Rest.PatchAsync($"pods/{pod}", """{"labels": {"app": "containerd"}}""")).Expect(HttpStatusCode.OK);
            var service = """{"name": "ctr-web", "network": "containerd", "selector": {"app": "containerd"}, "ports": [{"port": 80, "targetPort": 80}]}""";
            var cluster = (string?)(await stack.Rest.PostAsync("services?wait=ready", service)).Expect(HttpStatusCode.Created)["clusterIps"][0];
            var mapping = $$"""{"name": "ctr-web", "pod": "{{pod}}", "nodes": ["node-1"], "hostPort": 18095, "targetPort": 80}""";
            (await stack.Rest.PostAsync("port-mappings?wait=ready", mapping)).Expect(HttpStatusCode.Created);

            var node = ((string?)(await stack.Rest.GetAsync("nodes/node-1")).Expect(HttpStatusCode.OK)["underlayAddresses"][0] ?? "").Split('/')[0];
            (await Shell.InAsync(stack.OutsideNetns, "curl", "-sS", "-o", "/dev/null", "--retry", "20", "--retry-connrefused", "--retry-delay", "1", $"http://{node}:18095/")).Expect();
            // ctr gives a container no resolver: it is told of the node's own, at the gateway.
            await far.RunAsync($"""
                gateway=$(ctr run --rm --cni --rootfs $FOLDER/machine route /usr/sbin/ip route show default | cut -d' ' -f3)
                printf 'nameserver %s\nsearch containerd.default.netaas.internal\n' "$gateway" > "$FOLDER/resolv.conf"
                for host in {cluster} ctr-web; do
                  ctr run --rm --cni --mount "type=bind,src=$FOLDER/resolv.conf,dst=/etc/resolv.conf,options=rbind:ro" --rootfs $FOLDER/machine client \
                    /usr/bin/curl -sS -o /dev/null --retry 20 --retry-all-errors --retry-delay 1 "http://$host/"
                done
                """);

            (await stack.Rest.DeleteAsync("port-mappings/ctr-web?wait=ready")).Expect(HttpStatusCode.NoContent);
            (await stack.Rest.DeleteAsync("services/ctr-web?wait=ready")).Expect(HttpStatusCode.NoContent);
        }
        finally
        {
            await File.WriteAllTextAsync(Path.Combine(near.Folder, "over"), "");
        }
        await serving;
        await Remains.SettledAsync(ReadAsync);
    }

    [Fact]
    public async Task Fifty_containers_are_started_and_removed_at_once_and_nothing_is_left()
    {
        var near = await Containerd.InstallAsync(stack, "node-1", "containerd");
        await near.RunAsync("ctr run --rm --cni --rootfs $FOLDER/machine first /bin/true");
        var before = await Remains.SettledAsync(ReadAsync);
        // Four at a time, and then all ended at once.
        var output = await near.RunAsync("""
            export -f ctr; export FOLDER
            seq 50 | xargs -P 4 -I{} bash -c 'ctr run -d --cni --rootfs $FOLDER/machine crowd-{} /bin/sleep 1000'
            for pid in $(ctr task ls | awk '$3 == "RUNNING" { print $2 }'); do nsenter --net=/proc/$pid/ns/net ip -o -4 addr show eth0; done
            seq 50 | xargs -P 50 -I{} bash -c 'ctr task kill -s 9 crowd-{}'
            until ! ctr task ls | grep -q RUNNING; do sleep 0.1; done
            seq 50 | xargs -P 8 -I{} bash -c 'ctr task delete crowd-{} > /dev/null && ctr containers delete crowd-{}'
            """);
        Assert.Equal(50, output.Split('\n').Where(line => line.Contains(" inet ", StringComparison.Ordinal)).Select(line => line.Split(" inet ")[1].Split('/')[0]).Distinct().Count());
        await Remains.NothingIsLeftAsync(before, ReadAsync);
    }

    public async ValueTask InitializeAsync() =>
        (await stack.Rest.PostAsync("networks?wait=ready", """{"name": "containerd", "podCidrs": ["10.83.0.0/16"], "serviceCidrs": ["10.103.0.0/20"]}""")).Expect(HttpStatusCode.Created);

    /// <summary>The pod of the only container, once the record has heard of it.</summary>
    private Task<string> ServerAsync(Task serving) => Patience.FirstAsync(async () =>
    {
        if (serving.IsFaulted)
            await serving;
        return (string?)(await stack.Rest.ListAsync("pods?network=containerd")).FirstOrDefault()?["name"];
    });

    private Task<string> ReadAsync() => Remains.ReadAsync(stack, "node-1", "containerd");

    public async ValueTask DisposeAsync() => await stack.Rest.DeleteAsync("networks/containerd?cascade=true&wait=ready");
}
