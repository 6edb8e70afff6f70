using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Netaas.WebTests;

public sealed class EditTests(Chromium chromium) : IAsyncLifetime
{
    private PageHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await PageHost.StartAsync(nodes: 1);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Labels_are_changed_in_place_unless_somebody_else_did_meanwhile_and_a_pod_is_drained()
    {
        (await _host.Api.PostAsync("pods", """{"name":"web","node":"node-1","labels":{"app":"web","old":"1"}}""")).Must(201);
        await using var visitor = await Visitor.SignedInAsync(chromium, _host, "/pods/web");
        // The switch is what the record says, so it turns when that has changed, not at once.
        await visitor.Page.GetByRole(AriaRole.Switch).ClickAsync();
        await Expect(visitor.Page.GetByText("send it no new connections")).ToBeVisibleAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Switch)).Not.ToBeCheckedAsync();
        Assert.Equal("true", (await _host.Api.GetAsync("pods/web")).Must(200)["drain"]);

        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Change the labels" }).ClickAsync();
        var dialog = visitor.Page.GetByRole(AriaRole.Dialog, new() { Name = "Labels of web" });
        await dialog.GetByRole(AriaRole.Combobox, new() { Name = "Labels" }).PressAsync("Backspace");
        await dialog.GetByRole(AriaRole.Combobox, new() { Name = "Labels" }).FillAsync("tier=front");
        (await _host.Api.PatchAsync("pods/web", """{"weight":2}""")).Must(200);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(dialog.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Expect(visitor.Page.GetByText("old=1")).ToBeVisibleAsync();

        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Change the labels" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Combobox, new() { Name = "Labels" }).PressAsync("Backspace");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
        await Expect(visitor.Page.GetByText("old=1")).ToBeHiddenAsync();
        await Expect(visitor.Page.GetByText("app=web")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_service_and_what_it_lacks_are_changed_by_its_form_and_the_rest_stays()
    {
        (await _host.Api.PostAsync("networks", """{"name":"blue","podCidrs":["10.10.0.0/16"],"serviceCidrs":["10.96.0.0/20"]}""")).Must(201);
        (await _host.Api.PostAsync("services", """{"name":"api","network":"blue","selector":{"app":"web"},"ports":[{"port":80,"targetPort":8080}],"healthCheck":{"type":"http","path":"/healthz"}}""")).Must(201);
        var before = (await _host.Api.GetAsync("services/api")).Must(200);
        await using var visitor = await Visitor.SignedInAsync(chromium, _host, "/services/api?edit=true");
        var form = visitor.Page.GetByRole(AriaRole.Dialog, new() { Name = "Edit “api”" });
        await Expect(form.GetByLabel("Path")).ToHaveValueAsync("/healthz");
        await Expect(form.GetByLabel("Network")).ToHaveCountAsync(0);
        await form.GetByRole(AriaRole.Combobox, new() { Name = "Type" }).Or(form.GetByRole(AriaRole.Textbox, new() { Name = "Type" })).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Option, new() { Name = "nodePort" }).ClickAsync();
        await form.GetByLabel("Node port").FillAsync("40");
        await form.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(form.GetByLabel("Node port")).ToHaveAttributeAsync("aria-invalid", "true");

        await form.GetByLabel("Node port").FillAsync("30080");
        await form.GetByLabel("Grace, in seconds").FillAsync("5");
        await form.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(visitor.Page.GetByText("Changed “api”.")).ToBeVisibleAsync();
        await Expect(visitor.Page).ToHaveURLAsync(_host.Url + "/services/api");
        var after = (await _host.Api.GetAsync("services/api")).Must(200);
        Assert.Equal(("nodePort", "30080", "5"), (after["type"], after["ports.0.nodePort"], after["terminationGraceSeconds"]));
        foreach (var field in new[] { "clusterIps.0", "selector.app", "ports.0.targetPort", "healthCheck.path", "network" })
            Assert.Equal(before[field], after[field]);
    }

    [Fact]
    public async Task A_mapping_is_led_to_a_service_a_network_and_a_pod_are_changed()
    {
        (await _host.Api.PostAsync("networks", """{"name":"blue","podCidrs":["10.10.0.0/16"],"serviceCidrs":["10.96.0.0/20"],"nodeSelector":{"rack":"r1"}}""")).Must(201);
        (await _host.Api.PostAsync("networks", """{"name":"green"}""")).Must(201);
        (await _host.Api.PostAsync("pods", """{"name":"web","node":"node-1","network":"green","ports":[{"name":"http","port":80}]}""")).Must(201);
        (await _host.Api.PostAsync("services", """{"name":"api","network":"blue","selector":{"app":"web"},"ports":[{"port":80}]}""")).Must(201);
        (await _host.Api.PostAsync("port-mappings", """{"name":"http","pod":"web","hostPort":8080,"targetPort":80}""")).Must(201);
        await using var visitor = await Visitor.SignedInAsync(chromium, _host, "/port-mappings/http");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Edit", Exact = true }).ClickAsync();
        var form = visitor.Page.GetByRole(AriaRole.Dialog, new() { Name = "Edit “http”" });
        await form.GetByText("A service", new() { Exact = true }).ClickAsync();
        await form.GetByRole(AriaRole.Combobox, new() { Name = "Service" }).Or(form.GetByRole(AriaRole.Textbox, new() { Name = "Service", Exact = true })).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Option, new() { Name = "api" }).ClickAsync();
        await form.GetByLabel("Service’s port").FillAsync("80");
        await form.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(form).ToBeHiddenAsync();
        var mapping = (await _host.Api.GetAsync("port-mappings/http")).Must(200);
        Assert.Equal(("api", "80", null, "8080"), (mapping["service"], mapping["servicePort"], mapping["pod"], mapping["hostPort"]));

        await visitor.Page.GotoAsync("/networks/blue?edit=true");
        form = visitor.Page.GetByRole(AriaRole.Dialog, new() { Name = "Edit “blue”" });
        await form.GetByLabel("MTU").FillAsync("1400");
        await form.GetByRole(AriaRole.Combobox, new() { Name = "Only nodes with" }).PressAsync("Backspace");
        await form.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(form).ToBeHiddenAsync();
        var network = (await _host.Api.GetAsync("networks/blue")).Must(200);
        Assert.Equal(("1400", null), (network["mtu"], network["nodeSelector.rack"]));

        await visitor.Page.GotoAsync("/pods/web?edit=true");
        form = visitor.Page.GetByRole(AriaRole.Dialog, new() { Name = "Edit “web”" });
        await form.GetByRole(AriaRole.Combobox, new() { Name = "Listens on" }).FillAsync("dns=53/udp");
        await form.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(form).ToBeHiddenAsync();
        Assert.Equal(("http", "dns"), ((await _host.Api.GetAsync("pods/web")).Must(200)["ports.0.name"], (await _host.Api.GetAsync("pods/web")).Must(200)["ports.1.name"]));
    }
}
