using Netaas.Core.View;

namespace Netaas.ApiTests;

/// <summary>Port mappings that lead to services.</summary>
public sealed class PublishedServiceTests : IAsyncLifetime
{
    private ApiHost _api = null!;
    private ScriptedAgent _one = null!;

    public async ValueTask InitializeAsync()
    {
        _api = await ApiHost.StartAsync();
        _one = await ScriptedAgent.JoinAsync(_api, "node-1", 1);
        (await _api.PostAsync("networks", """{"name":"blue","podCidrs":["10.10.0.0/16"],"serviceCidrs":["10.96.0.0/24"]}""")).Must(201);
        (await _api.PostAsync("services?wait=ready", """{"name":"shop","network":"blue","selector":{"app":"shop"},"ports":[{"port":80,"targetPort":8080},{"port":53,"protocol":"udp"}]}""")).Must(201);
    }

    public async ValueTask DisposeAsync()
    {
        await _one.DisposeAsync();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task A_mapping_leads_to_a_service_and_nodes_hear_of_it()
    {
        var made = (await _api.PostAsync("port-mappings?wait=ready", """{"name":"web","hostPort":8080,"service":"shop","servicePort":80}""")).Must(201);
        Assert.Equal(("shop", "80", null, null), (made["service"], made["servicePort"], made["pod"], made["targetPort"]));
        var item = Assert.Single(_one.View.Values.OfType<PortMappingItem>());
        Assert.Equal((_one.View.Values.OfType<ServiceItem>().Single().Id, (ushort)80, null), (item.TargetService, item.TargetPort, item.TargetAddress));
        Assert.Equal("web", (await _api.GetAsync("port-mappings?service=shop")).Must(200)["items.0.name"]);

        // The port that was left out is the host port; the same again changes nothing.
        (await _api.PutAsync("port-mappings/dns", """{"hostPort":53,"protocol":"udp","service":"shop"}""")).Must(201);
        var again = (await _api.PutAsync("port-mappings/dns", """{"hostPort":53,"protocol":"udp","service":"shop"}""")).Must(200);
        Assert.Equal("53", again["servicePort"]);
        Assert.Equal("81", (await _api.PatchAsync("port-mappings/web?wait=ready", """{"hostPort":81}""")).Must(200)["hostPort"]);
    }

    [Fact]
    public async Task A_pod_and_a_service_can_take_each_others_place()
    {
        (await _api.PostAsync("pods?wait=ready", """{"name":"web","network":"blue","node":"node-1"}""")).Must(201);
        (await _api.PostAsync("port-mappings", """{"name":"web","hostPort":80,"service":"shop"}""")).Must(201);
        var toPod = (await _api.PutAsync("port-mappings/web", """{"hostPort":80,"pod":"web"}""")).Must(200);
        Assert.Equal((null, "web", "80"), (toPod["service"], toPod["pod"], toPod["targetPort"]));
        Assert.Equal("shop", (await _api.PutAsync("port-mappings/web", """{"hostPort":80,"service":"shop"}""")).Must(200)["service"]);
    }

    [Fact]
    public async Task What_can_not_be_is_refused_with_all_of_its_reasons()
    {
        (await _api.PostAsync("services", """{"name":"names","network":"blue","type":"headless","selector":{"app":"shop"}}""")).Must(201);
        var all = (await _api.PostAsync("port-mappings", """{"name":"web","hostPort":80,"hostPortEnd":81,"hostAddress":"172.31.0.11","service":"shop","pod":"x","targetPort":8080}""")).Must(400);
        Assert.Equal(
            ["hostAddress mismatch", "hostPortEnd mismatch", "pod mismatch", "targetPort mismatch"],
            Enumerable.Range(0, 4).Select(i => $"{all[$"errors.{i}.field"]} {all[$"errors.{i}.code"]}").Order(StringComparer.Ordinal));
        await Refused("unknownService", """ "hostPort":80,"service":"nobody" """);
        await Refused("unknownPort", """ "hostPort":8080,"service":"shop" """);
        await Refused("unknownPort", """ "hostPort":53,"service":"shop" """);
        await Refused("family", """ "hostPort":80,"hostAddress":"::","service":"shop" """);
        await Refused("noAddress", """ "hostPort":80,"service":"names" """);
        await Refused("required", """ "hostPort":80 """);
        await Refused("required", """ "service":"shop" """);

        async Task Refused(string code, string fields) =>
            Assert.Equal(code, (await _api.PostAsync("port-mappings", $$"""{"name":"web",{{fields}}}""")).Must(400)["errors.0.code"]);
    }

    [Fact]
    public async Task A_service_that_is_published_stays_and_so_does_its_port()
    {
        (await _api.PostAsync("port-mappings?wait=ready", """{"name":"web","hostPort":80,"service":"shop"}""")).Must(201);
        var held = (await _api.DeleteAsync("services/shop")).Must(409);
        Assert.Equal(("hasDependents", "web"), (held.Code, held["conflicts.0.name"]));
        Assert.Equal("web", (await _api.PatchAsync("services/shop", """{"ports":[{"port":81}]}""")).Must(409)["conflicts.0.name"]);
        (await _api.PatchAsync("services/shop", """{"ports":[{"port":80}]}""")).Must(200);

        (await _api.DeleteAsync("services/shop?cascade=true&wait=ready")).Must(204);
        (await _api.GetAsync("port-mappings/web")).Must(404);
        (await _api.PostAsync("services?wait=ready", """{"name":"shop","network":"blue","selector":{"app":"shop"},"ports":[{"port":80}]}""")).Must(201);
    }

    [Fact]
    public async Task Services_are_counted_where_a_project_may_not_hold_more()
    {
        (await _api.PostAsync("projects", """{"name":"small","quotas":{"services":1}}""")).Must(201);
        (await _api.PostAsync("networks?project=small", """{"name":"red","podCidrs":["10.11.0.0/16"],"serviceCidrs":["10.97.0.0/24"]}""")).Must(201);
        (await _api.PostAsync("services?project=small&wait=ready", """{"name":"a","network":"red","selector":{"app":"a"},"ports":[{"port":80}]}""")).Must(201);
        Assert.Equal("quotaExceeded", (await _api.PostAsync("services?project=small", """{"name":"b","network":"red","selector":{"app":"b"},"ports":[{"port":80}]}""")).Must(409).Code);
        Assert.Equal("1", (await _api.GetAsync("projects/small")).Must(200)["status.usage.services"]);
        (await _api.DeleteAsync("services/a?project=small&wait=ready")).Must(204);
        (await _api.PostAsync("services?project=small", """{"name":"b","network":"red","selector":{"app":"b"},"ports":[{"port":80}]}""")).Must(201);
    }
}
