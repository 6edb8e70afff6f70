using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Netaas.WebTests;

public sealed partial class FormTests(Chromium chromium) : IAsyncLifetime
{
    private PageHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await PageHost.StartAsync(nodes: 2);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task All_problems_of_a_network_are_shown_at_their_inputs()
    {
        await using var visitor = await Visitor.SignedInAsync(chromium, _host, "/networks?create=true");
        var dialog = visitor.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Textbox, new() { Name = "Name", Exact = true }).FillAsync("Blue!");
        await dialog.GetByLabel("Pod CIDRs").FillAsync("10.10.1.0/16");
        await dialog.GetByLabel("MTU").FillAsync("99");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();

        await Expect(dialog.GetByRole(AriaRole.Textbox, new() { Name = "Name", Exact = true })).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(dialog.GetByLabel("Pod CIDRs")).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(dialog.GetByLabel("MTU")).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(dialog.GetByText("10.10.0.0/16")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_taken_host_port_is_refused_at_its_input_with_its_owner()
    {
        (await _host.Api.PostAsync("pods", """{"name":"web","node":"node-1"}""")).Must(201);
        (await _host.Api.PostAsync("port-mappings", """{"name":"first","pod":"web","hostPort":8080,"targetPort":80}""")).Must(201);
        await using var visitor = await Visitor.SignedInAsync(chromium, _host, "/port-mappings");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "New port mapping" }).ClickAsync();
        var dialog = visitor.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Textbox, new() { Name = "Name", Exact = true }).FillAsync("second");
        await dialog.GetByRole(AriaRole.Combobox, new() { Name = "Pod", Exact = true }).Or(dialog.GetByRole(AriaRole.Textbox, new() { Name = "Pod", Exact = true })).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Option, new() { Name = "web" }).ClickAsync();
        await dialog.GetByLabel("Host port").FillAsync("8080");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
        await Expect(dialog.GetByText("is held by port mapping 'first'")).ToBeVisibleAsync();

        await dialog.GetByLabel("Host port").FillAsync("8081");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
        await Expect(visitor.Page).ToHaveURLAsync(_host.Url + "/port-mappings/second");
        await Expect(visitor.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("0.0.0.0:8081/tcp");
    }

    [Fact]
    public async Task A_new_service_opens_with_its_address_and_the_pods_behind_it_as_they_come()
    {
        (await _host.Api.PostAsync("networks", """{"name":"blue","podCidrs":["10.10.0.0/16"],"serviceCidrs":["10.96.0.0/20"]}""")).Must(201);
        await using var visitor = await Visitor.SignedInAsync(chromium, _host, "/services");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "New service" }).ClickAsync();
        var dialog = visitor.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Textbox, new() { Name = "Name", Exact = true }).FillAsync("api");
        await dialog.GetByRole(AriaRole.Combobox, new() { Name = "Network", Exact = true }).Or(dialog.GetByRole(AriaRole.Textbox, new() { Name = "Network", Exact = true })).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Option, new() { Name = "blue" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Textbox, new() { Name = "Port", Exact = true }).FillAsync("80");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
        await Expect(dialog.GetByText("Give at least one label")).ToBeVisibleAsync();

        await dialog.GetByLabel("Selector").FillAsync("app=web");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
        await Expect(visitor.Page).ToHaveURLAsync(_host.Url + "/services/api");
        await Expect(visitor.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("10.96.0.1");
        await Expect(visitor.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("connections are refused");

        (await _host.Api.PostAsync("pods", """{"name":"web","network":"blue","node":"node-1","labels":{"app":"web"}}""")).Must(201);
        await Expect(visitor.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("10.10.1.2");
    }

    [Fact]
    public async Task A_service_of_every_field_is_asked_for_as_it_was_filled_in_and_its_refusals_stand_at_their_rows()
    {
        (await _host.Api.PostAsync("networks", """{"name":"blue","podCidrs":["10.10.0.0/16"],"serviceCidrs":["10.96.0.0/20"]}""")).Must(201);
        await using var visitor = await Visitor.SignedInAsync(chromium, _host, "/services?create=true");
        var dialog = visitor.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Textbox, new() { Name = "Name", Exact = true }).FillAsync("db");
        await ChooseAsync(dialog, "Type", "nodePort");
        await ChooseAsync(dialog, "Network", "blue");
        await dialog.GetByText("Given addresses").ClickAsync();
        await dialog.GetByRole(AriaRole.Group, new() { Name = "Backend 1" }).GetByLabel("Address").FillAsync("198.51.100.7");
        await dialog.GetByRole(AriaRole.Group, new() { Name = "Backend 1" }).GetByLabel("Weight").FillAsync("3");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Another port" }).ClickAsync();
        var (first, second) = (dialog.GetByRole(AriaRole.Group, new() { Name = "Port 1" }), dialog.GetByRole(AriaRole.Group, new() { Name = "Port 2" }));
        await first.GetByRole(AriaRole.Textbox, new() { Name = "Port", Exact = true }).FillAsync("5432");
        await first.GetByLabel("Port’s name").FillAsync("sql");
        await first.GetByLabel("Node port").FillAsync("30432");
        await second.GetByRole(AriaRole.Textbox, new() { Name = "Port", Exact = true }).FillAsync("99999");
        await second.GetByLabel("Port’s name").FillAsync("metrics");
        await ChooseAsync(dialog, "Session affinity", "by the client’s address");
        await dialog.GetByLabel("Kept for, in seconds").FillAsync("600");
        await ChooseAsync(dialog, "Connections from outside", "to those on the same node");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
        await Expect(second.GetByRole(AriaRole.Textbox, new() { Name = "Port", Exact = true })).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(first.GetByRole(AriaRole.Textbox, new() { Name = "Port", Exact = true })).Not.ToHaveAttributeAsync("aria-invalid", "true");

        await second.GetByRole(AriaRole.Textbox, new() { Name = "Port", Exact = true }).FillAsync("9187");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
        await Expect(visitor.Page).ToHaveURLAsync(_host.Url + "/services/db");
        await Expect(visitor.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("198.51.100.7");
        var service = (await _host.Api.GetAsync("services/db")).Must(200);
        Assert.Equal(
            ("nodePort", "30432", "9187", "3", "clientIp", "600", "local"),
            (service["type"], service["ports.0.nodePort"], service["ports.1.port"], service["backends.0.weight"], service["sessionAffinity"], service["sessionAffinityTimeoutSeconds"], service["externalTrafficPolicy"]));
    }

    [Fact]
    public async Task A_new_pod_opens_with_its_address_and_the_command_that_enters_it()
    {
        await using var visitor = await Visitor.SignedInAsync(chromium, _host, "/pods");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "New pod" }).ClickAsync();
        var dialog = visitor.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Textbox, new() { Name = "Name", Exact = true }).FillAsync("web");
        await dialog.GetByRole(AriaRole.Combobox, new() { Name = "Node", Exact = true }).Or(dialog.GetByRole(AriaRole.Textbox, new() { Name = "Node", Exact = true })).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Option, new() { Name = "node-2" }).ClickAsync();
        await dialog.GetByLabel("Labels").FillAsync("app=web");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();

        await Expect(visitor.Page).ToHaveURLAsync(_host.Url + "/pods/web");
        var detail = visitor.Page.GetByRole(AriaRole.Dialog);
        await Expect(detail).ToContainTextAsync("Ready");
        await Expect(detail).ToContainTextAsync(Enter());
        await Expect(detail).ToContainTextAsync("app=web");
        await detail.GetByRole(AriaRole.Tab, new() { Name = "JSON" }).ClickAsync();
        await Expect(visitor.Page).ToHaveURLAsync(_host.Url + "/pods/web?tab=json");
        await Expect(detail).ToContainTextAsync("\"origin\": \"api\"");
    }

    [Fact]
    public async Task A_network_with_pods_goes_only_after_its_dependents_were_shown()
    {
        (await _host.Api.PostAsync("networks", """{"name":"blue"}""")).Must(201);
        (await _host.Api.PostAsync("pods", """{"name":"web","network":"blue","node":"node-1"}""")).Must(201);
        (await _host.Api.PostAsync("pods", """{"name":"client","network":"blue","node":"node-2"}""")).Must(201);
        await using var visitor = await Visitor.SignedInAsync(chromium, _host, "/networks/blue");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        var dialog = visitor.Page.GetByRole(AriaRole.Dialog, new() { Name = "Delete network" });
        await Expect(dialog.GetByRole(AriaRole.List, new() { Name = "Dependents" }).GetByRole(AriaRole.Listitem)).ToHaveTextAsync(["pod web", "pod client"]);
        Assert.Equal(2, (await _host.Api.GetAsync("pods")).Find("items")?.AsArray().Count);

        await dialog.GetByRole(AriaRole.Button, new() { Name = "Delete it and its 2 dependents" }).ClickAsync();
        await Expect(visitor.Page.GetByText("No network yet")).ToBeVisibleAsync();
        await Expect(visitor.Page).ToHaveURLAsync(_host.Url + "/networks");
        Assert.Empty((await _host.Api.GetAsync("pods")).Must(200).Find("items")?.AsArray() ?? []);
    }

    private static async Task ChooseAsync(ILocator form, string label, string option)
    {
        await form.GetByRole(AriaRole.Combobox, new() { Name = label, Exact = true }).Or(form.GetByRole(AriaRole.Textbox, new() { Name = label, Exact = true })).ClickAsync();
        await form.Page.GetByRole(AriaRole.Option, new() { Name = option, Exact = true }).ClickAsync();
    }

    [GeneratedRegex("nsenter --net=/run/netns/na-[0-9a-f]{8}-")]
    private static partial Regex Enter();
}
