using System.Net;
using Microsoft.Playwright;
using Netaas.Contracts;
using Netaas.Core.View;
using static Microsoft.Playwright.Assertions;

namespace Netaas.WebTests;

/// <summary>Forms of what not everybody asks for: load balancers, networks of chosen nodes, pods in several networks.</summary>
public sealed class LoadBalancerFormTests(Chromium chromium) : IAsyncLifetime
{
    private PageHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await PageHost.StartAsync(nodes: 2);
        (await _host.Api.PostAsync("networks", """{"name":"blue","podCidrs":["10.10.0.0/16"],"serviceCidrs":["10.96.0.0/20"]}""")).Must(201);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_load_balancer_is_asked_for_as_it_was_filled_in_and_its_page_tells_who_answers_and_what_passes()
    {
        (await _host.Api.DeleteAsync("pools/external")).Must(204);
        await using var visitor = await Visitor.SignedInAsync(chromium, _host, "/services?create=true");
        var form = visitor.Page.GetByRole(AriaRole.Dialog);
        await Name(form).FillAsync("mall");
        await ChooseAsync(form, "Type", "loadBalancer");
        await Expect(form.GetByText("No pool has the purpose external")).ToBeVisibleAsync();
        (await _host.Api.PostAsync("pools", """{"name":"front","purpose":"external","cidr":"172.31.0.192/26"}""")).Must(201);
        await visitor.Page.ReloadAsync();
        await Name(form).FillAsync("mall");
        await ChooseAsync(form, "Type", "loadBalancer");
        await Expect(form.GetByText("front (172.31.0.192/26)")).ToBeVisibleAsync();
        await ChooseAsync(form, "Network", "blue");
        await form.GetByLabel("Selector").FillAsync("app=mall");
        await form.GetByRole(AriaRole.Textbox, new() { Name = "Port", Exact = true }).FillAsync("80");
        await form.GetByLabel("Load-balancer addresses").FillAsync("192.0.2.1");
        await form.GetByLabel("Who may come").FillAsync("198.51.100.0/24");
        await ChooseAsync(form, "Connections from outside", "to those on the same node");
        await form.GetByLabel("Health port").FillAsync("30100");
        await form.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
        await Expect(form.GetByText("192.0.2.1 can't be given")).ToBeVisibleAsync();

        await form.GetByLabel("Load-balancer addresses").PressAsync("Backspace");
        await form.GetByLabel("Load-balancer addresses").FillAsync("172.31.0.200");
        _host[1].Answered = [IPAddress.Parse("172.31.0.200")];
        _host[1].Traffic = [new TrafficShare(TransportProtocol.Tcp, 80, IPAddress.Parse("10.10.1.2"), 80, 2, 24, 1880, 20, 96_310)];
        await form.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
        await Expect(visitor.Page).ToHaveURLAsync(_host.Url + "/services/mall");
        var service = (await _host.Api.GetAsync("services/mall")).Must(200);
        Assert.Equal(
            ("loadBalancer", "172.31.0.200", "198.51.100.0/24", "local", "30100"),
            (service["type"], service["loadBalancerIps.0"], service["loadBalancerSourceRanges.0"], service["externalTrafficPolicy"], service["healthCheckNodePort"]));

        await _host[1].ReportAsync();
        var detail = visitor.Page.GetByRole(AriaRole.Dialog);
        await Expect(detail).ToContainTextAsync("172.31.0.200");
        await Expect(detail).ToContainTextAsync("198.51.100.0/24");
        var traffic = detail.GetByRole(AriaRole.Table, new() { Name = "Traffic now" });
        await Expect(traffic).ToContainTextAsync("10.10.1.2:80/tcp");
        await Expect(traffic).ToContainTextAsync("1.9 kB");
        await Expect(traffic).ToContainTextAsync("96 kB");
    }

    [Fact]
    public async Task A_network_is_for_the_nodes_that_have_its_labels()
    {
        (await _host.Api.PatchAsync("nodes/node-2", """{"labels":{"rack":"r1"}}""")).Must(200);
        await using var visitor = await Visitor.SignedInAsync(chromium, _host, "/networks?create=true");
        var form = visitor.Page.GetByRole(AriaRole.Dialog);
        await Name(form).FillAsync("rack");
        await form.GetByLabel("Only nodes with").FillAsync("rack=r1");
        await form.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
        await Expect(visitor.Page).ToHaveURLAsync(_host.Url + "/networks/rack");
        var network = (await _host.Api.GetAsync("networks/rack")).Must(200);
        Assert.Equal(("r1", "1"), (network["nodeSelector.rack"], network["status.nodes.total"]));
    }

    [Fact]
    public async Task A_pod_in_several_networks_has_an_interface_in_each()
    {
        (await _host.Api.PostAsync("networks", """{"name":"back","podCidrs":["10.11.0.0/16"]}""")).Must(201);
        await using var visitor = await Visitor.SignedInAsync(chromium, _host, "/pods?create=true");
        var form = visitor.Page.GetByRole(AriaRole.Dialog);
        await Name(form).FillAsync("web");
        await ChooseAsync(form, "Node", "node-1");
        await ChooseAsync(form, "Network", "blue");
        await form.GetByRole(AriaRole.Button, new() { Name = "Another network" }).ClickAsync();
        var further = form.GetByRole(AriaRole.Group, new() { Name = "Further network 1" });
        await ChooseAsync(further, "Network", "back");
        await further.GetByLabel("Addresses").FillAsync("10.12.0.7");
        await further.GetByLabel("Interface").FillAsync("back");
        await form.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
        await Expect(form.GetByText("10.12.0.7 is in no pod CIDR of network 'back'")).ToBeVisibleAsync();

        await further.GetByLabel("Addresses").PressAsync("Backspace");
        await further.GetByLabel("Addresses").FillAsync("10.11.1.7");
        await form.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
        await Expect(visitor.Page).ToHaveURLAsync(_host.Url + "/pods/web");
        var pod = (await _host.Api.GetAsync("pods/web")).Must(200);
        Assert.Equal(("blue", "back", "back", "10.11.1.7"), (pod["interfaces.0.network"], pod["interfaces.1.network"], pod["interfaces.1.name"], pod["interfaces.1.addresses.0"]));
    }

    private static ILocator Name(ILocator form) => form.GetByRole(AriaRole.Textbox, new() { Name = "Name", Exact = true });

    private static async Task ChooseAsync(ILocator form, string label, string option)
    {
        await form.GetByRole(AriaRole.Combobox, new() { Name = label, Exact = true }).Or(form.GetByRole(AriaRole.Textbox, new() { Name = label, Exact = true })).First.ClickAsync();
        await form.Page.GetByRole(AriaRole.Option, new() { Name = option, Exact = true }).ClickAsync();
    }
}
