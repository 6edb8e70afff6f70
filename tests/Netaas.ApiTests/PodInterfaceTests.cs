using System.Net;
using Netaas.Core.View;

namespace Netaas.ApiTests;

/// <summary>Pods in several networks.</summary>
public sealed class PodInterfaceTests : IAsyncLifetime
{
    private const string Both = """{"name":"web","node":"node-1","labels":{"app":"web"},"interfaces":[{"network":"blue"},{"network":"red"}]}""";

    private ApiHost _api = null!;
    private ScriptedAgent _one = null!;

    public async ValueTask InitializeAsync()
    {
        _api = await ApiHost.StartAsync();
        _one = await ScriptedAgent.JoinAsync(_api, "node-1", 1);
        (await _api.PostAsync("networks", """{"name":"blue","podCidrs":["10.10.0.0/16"],"serviceCidrs":["10.96.0.0/24"]}""")).Must(201);
        (await _api.PostAsync("networks?wait=ready", """{"name":"red","podCidrs":["10.11.0.0/16"],"serviceCidrs":["10.97.0.0/24"]}""")).Must(201);
    }

    public async ValueTask DisposeAsync()
    {
        await _one.DisposeAsync();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task A_pod_has_an_interface_in_each_network_and_the_first_is_what_its_own_fields_speak_of()
    {
        var made = (await _api.PostAsync("pods?wait=ready", Both)).Must(201);

        Assert.Equal(("blue", "eth0", "blue", "eth1", "red"), (made["network"], made["interfaces.0.name"], made["interfaces.0.network"], made["interfaces.1.name"], made["interfaces.1.network"]));
        Assert.Equal((made["addresses.0"], made["mac"]), (made["interfaces.0.addresses.0"], made["interfaces.0.mac"]));
        Assert.StartsWith("10.11.", made["interfaces.1.addresses.0"], StringComparison.Ordinal);
        Assert.NotEqual(made["mac"], made["interfaces.1.mac"]);
        var item = Assert.Single(_one.View.Values.OfType<PodItem>());
        var further = Assert.Single(item.More);
        Assert.Equal(("eth1", IPAddress.Parse(made["interfaces.1.addresses.0"]!)), (further.Interface, Assert.Single(further.Addresses)));
        Assert.Equal(Json(item), Json(Assert.Single((await _one.SnapshotAsync()).Items.Items.OfType<PodItem>())));
        var name = Assert.Single((await _one.SnapshotAsync("names")).Items.Items.OfType<PodNameItem>());
        Assert.Equal(further.Addresses, Assert.Single(name.More).Addresses);
    }

    [Fact]
    public async Task It_reads_alike_wherever_it_is_read_and_writing_what_was_read_changes_nothing()
    {
        (await _api.PostAsync("pods?wait=ready", Both)).Must(201);
        var read = (await _api.GetAsync("pods/web")).Must(200).Body!;

        Assert.Equal(read.ToJsonString(), (await _api.GetAsync("pods")).Must(200).Find("items.0")!.ToJsonString());
        Assert.Equal(read.ToJsonString(), (await _api.GetAsync("pods?network=red")).Must(200).Find("items.0")!.ToJsonString());
        Assert.Equal(read.ToJsonString(), (await _api.PutAsync("pods/web", read.ToJsonString())).Must(200).Body!.ToJsonString());
        Assert.Equal(read["revision"]!.ToString(), (await _api.PutAsync("pods/web", Both)).Must(200)["revision"]);
        Assert.Equal("b", (await _api.PatchAsync("pods/web", """{"labels":{"app":"b"}}""")).Must(200)["labels.app"]);
        Assert.Equal("red", (await _api.GetAsync("pods/web")).Must(200)["interfaces.1.network"]);
        var immutable = (await _api.PatchAsync("pods/web", """{"interfaces":[{"network":"blue"}]}""")).Must(409);
        Assert.Equal("immutable", immutable.Code);
        Assert.Contains("interfaces: immutable", immutable.Problems);
    }

    [Fact]
    public async Task Names_addresses_and_macs_may_be_given_in_each_network_and_are_taken_there()
    {
        var made = (await _api.PostAsync(
            "pods?wait=ready",
            """
            {"name":"web","node":"node-1","interfaces":[{"name":"data","network":"blue","addresses":["10.10.1.9"]},
             {"name":"control","network":"red","addresses":["10.11.1.9"],"mac":"02:00:00:00:00:09"}]}
            """)).Must(201);
        Assert.Equal(("data", "10.10.1.9", "control", "10.11.1.9", "02:00:00:00:00:09"),
            (made["status.interface"], made["addresses.0"], made["interfaces.1.name"], made["interfaces.1.addresses.0"], made["interfaces.1.mac"]));

        Assert.Equal("web", (await _api.PostAsync("pods", """{"name":"b","node":"node-1","network":"red","addresses":["10.11.1.9"]}""")).Must(409)["conflicts.0.name"]);
        Assert.Equal("macTaken", (await _api.PostAsync("pods", """{"name":"b","node":"node-1","interfaces":[{"network":"blue"},{"network":"red","mac":"02:00:00:00:00:09"}]}""")).Must(409).Code);
        var held = (await _api.GetAsync("addresses?network=red&pod=web")).Must(200);
        Assert.Equal("10.11.1.9", held["items.0.address"]);
    }

    [Fact]
    public async Task Mistakes_are_named_where_they_are()
    {
        var refused = (await _api.PostAsync(
            "pods",
            """
            {"name":"web","node":"node-1","network":"red","interfaces":[{"name":"lo","network":"blue"},{"name":"a","network":"blue"},{"name":"a"},
             {"network":"red","addresses":["10.11.0.1","10.11.0.2"],"speed":7}]}
            """)).Must(400);
        Assert.Equal(
            ["interfaces[0].name: invalid", "interfaces[1].network: duplicate", "interfaces[2].name: duplicate", "interfaces[2].network: required",
             "interfaces[3].addresses[1]: duplicateFamily", "interfaces[3].speed: unknownField", "network: mismatch"],
            refused.Problems);
        Assert.Equal(["interfaces[1].network: unknownNetwork"], (await _api.PostAsync("pods", """{"name":"web","node":"node-1","interfaces":[{"network":"blue"},{"network":"green"}]}""")).Must(400).Problems);
        Assert.Equal(["interfaces: mismatch", "network: mismatch"], (await _api.PostAsync("pods", """{"name":"web","node":"node-1","mode":"none","interfaces":[{"network":"blue"}]}""")).Must(400).Problems);
        Assert.Equal(["addresses: outsideNetwork"], (await _api.PostAsync("pods", """{"name":"web","node":"node-1","interfaces":[{"network":"blue"},{"network":"red","addresses":["10.10.1.7"]}]}""")).Must(400).Problems);
        Assert.Empty((await _api.GetAsync("pods")).Must(200).Find("items")!.AsArray());
        Assert.DoesNotContain((await _api.GetAsync("addresses?network=red")).Must(200).Find("items")!.AsArray(), item => item!["holder"]!.ToString() == "pod");
    }

    [Fact]
    public async Task A_service_sends_to_the_pods_address_in_its_own_network()
    {
        var web = (await _api.PostAsync("pods?wait=ready", Both)).Must(201);
        (await _api.PostAsync("services?wait=ready", """{"name":"front","network":"blue","selector":{"app":"web"},"ports":[{"port":80}]}""")).Must(201);
        (await _api.PostAsync("services?wait=ready", """{"name":"back","network":"red","selector":{"app":"web"},"ports":[{"port":80}]}""")).Must(201);

        foreach (var (service, index) in new[] { ("front", 0), ("back", 1) })
        {
            var address = web[$"interfaces.{index}.addresses.0"];
            Assert.Equal(address, (await _api.GetAsync($"services/{service}/endpoints")).Must(200)["items.0.addresses.0"]);
            await _one.UntilAsync(() => EndpointsOf(service).SequenceEqual([IPAddress.Parse(address!)]));
        }
        (await _api.PatchAsync("pods/web", """{"labels":{"app":"other"}}""")).Must(200);
        await _one.UntilAsync(() => !EndpointsOf("front").Any() && !EndpointsOf("back").Any());
        (await _api.PatchAsync("pods/web", """{"labels":{"app":"web"}}""")).Must(200);
        await _one.UntilAsync(() => EndpointsOf("front").Any() && EndpointsOf("back").Any());
        (await _api.DeleteAsync("pods/web?wait=ready")).Must(204);
        await _one.UntilAsync(() => !EndpointsOf("front").Any() && !EndpointsOf("back").Any());
    }

    [Fact]
    public async Task It_holds_each_of_its_networks_and_leaves_nothing_in_any()
    {
        (await _api.PostAsync("pods?wait=ready", Both)).Must(201);
        foreach (var network in new[] { "blue", "red" })
            Assert.Equal("web", (await _api.DeleteAsync($"networks/{network}")).Must(409)["conflicts.0.name"]);
        Assert.Equal("membersHoldPods", (await _api.PatchAsync("networks/red", """{"nodeSelector":{"disk":"fast"}}""")).Must(409).Code);

        (await _api.DeleteAsync("networks/red?cascade=true&wait=ready")).Must(204);
        (await _api.GetAsync("pods/web")).Must(404);
        Assert.DoesNotContain(_one.View.Keys, key => key.Kind == ItemKind.Pod);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        foreach (var rows in new[] { "pods", "pod_interfaces", "addresses WHERE holder = 'pod'", "networks WHERE name = 'red'" })
            while (await ExistsAsync(rows, limit.Token))
                await _one.ReportAsync();
    }

    [Fact]
    public async Task A_set_of_resources_has_them_and_its_dry_run_shows_what_is_then_made()
    {
        var dry = (await _api.PostAsync("pods?dryRun=true", Both)).Must(200);
        Assert.Empty((await _api.GetAsync("pods")).Must(200).Find("items")!.AsArray());
        var made = (await _api.PostAsync("pods?wait=ready", Both)).Must(201);
        Assert.Equal(dry["interfaces.1.addresses.0"], made["interfaces.1.addresses.0"]);
        (await _api.DeleteAsync("pods/web?wait=ready")).Must(204);

        const string Set = """
            {"resources": [{"kind": "pod", "name": "two", "node": "node-1", "interfaces": [{"network": "blue"}, {"network": "green"}]},
              {"kind": "network", "name": "green", "podCidrs": ["10.12.0.0/16"]}]}
            """;
        (await _api.PostAsync("apply?wait=ready", Set)).Must(200);
        var two = (await _api.GetAsync("pods/two")).Must(200);
        Assert.StartsWith("10.12.", two["interfaces.1.addresses.0"], StringComparison.Ordinal);
        Assert.Empty((await _api.PostAsync("apply", Set)).Must(200).Find("changed")?.AsArray() ?? []);
    }

    private static string Json(PodItem item) => System.Text.Json.JsonSerializer.Serialize<ViewItem>(item, Netaas.Core.Json.NetaasJson.Options);

    private IEnumerable<IPAddress> EndpointsOf(string service) =>
        _one.View.Values.OfType<ServiceItem>().Where(item => item.Name == service).SelectMany(item => item.Ports).SelectMany(port => port.Endpoints).Select(endpoint => endpoint.Address);

    private async Task<bool> ExistsAsync(string rows, CancellationToken ct)
    {
        await using var command = _api.Data.CreateCommand($"SELECT EXISTS (SELECT 1 FROM {rows})");
        return await command.ExecuteScalarAsync(ct) is true;
    }
}
