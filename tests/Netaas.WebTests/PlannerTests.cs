using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Netaas.WebTests;

public sealed class PlannerTests(Chromium chromium) : IAsyncLifetime
{
    private PageHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await PageHost.StartAsync(nodes: 2);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_plan_follows_the_form_keeps_clear_of_what_is_taken_and_becomes_a_network()
    {
        (await _host.Api.PostAsync("networks", """{"name":"blue","podCidrs":["10.64.0.0/16"]}""")).Must(201);
        await using var visitor = await Visitor.SignedInAsync(chromium, _host, "/planner?nodes=10&pods=60&services=0&growth=1");
        await Expect(visitor.Page.GetByText("Room for 15 nodes of 61 pods in a /26 each.")).ToBeVisibleAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.List, new() { Name = "Taken in" })).ToContainTextAsync("10.64.0.0/16 pods of blue");

        await visitor.Page.GetByLabel("Nodes", new() { Exact = true }).FillAsync("20");
        await Expect(visitor.Page.GetByText("Room for 31 nodes of 61 pods in a /26 each.")).ToBeVisibleAsync();
        await Expect(visitor.Page).ToHaveURLAsync(_host.Url + "/planner?nodes=20&pods=60&services=0&growth=1&family=ipv4");

        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Create this network" }).ClickAsync();
        var dialog = visitor.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Textbox, new() { Name = "Name", Exact = true }).FillAsync("green");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
        await Expect(visitor.Page).ToHaveURLAsync(_host.Url + "/networks/green");
        await Expect(visitor.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("10.65.0.0/21");
    }

    [Fact]
    public async Task A_CIDR_that_somebody_has_is_refused_while_it_is_typed_with_its_owner_and_a_free_one()
    {
        (await _host.Api.PostAsync("networks", """{"name":"blue","podCidrs":["10.64.0.0/16"]}""")).Must(201);
        await using var visitor = await Visitor.SignedInAsync(chromium, _host, "/networks?create=true");
        var cidrs = visitor.Page.GetByRole(AriaRole.Combobox, new() { Name = "Pod CIDRs" });
        await cidrs.FillAsync("10.64.128.0/17");
        await cidrs.PressAsync("Enter");

        await Expect(visitor.Page.GetByText("of network 'blue'")).ToContainTextAsync("10.65.0.0/17");
        await cidrs.PressAsync("Backspace");
        await Expect(visitor.Page.GetByText("of network 'blue'")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task What_the_calculator_refuses_is_shown_at_its_input()
    {
        await using var visitor = await Visitor.SignedInAsync(chromium, _host, "/planner?pods=70000");

        await Expect(visitor.Page.GetByLabel("Pods on a node")).ToHaveAttributeAsync("aria-invalid", "true");
    }

    [Fact]
    public async Task What_there_is_to_know_of_a_CIDR_is_calculated_and_stands_in_the_address_bar()
    {
        await using var visitor = await Visitor.SignedInAsync(chromium, _host, "/planner");
        var calculator = visitor.Page.GetByRole(AriaRole.Region, new() { Name = "Subnet calculator" });
        await calculator.GetByLabel("CIDR").FillAsync("10.10.0.0/22");
        await calculator.GetByLabel("Split into").FillAsync("24");

        await Expect(calculator).ToContainTextAsync("10.10.0.2 – 10.10.3.254");
        await Expect(calculator).ToContainTextAsync("4 parts of /24");
        await Expect(calculator).ToContainTextAsync("10.10.3.0/24");
        await visitor.Page.ReloadAsync();
        await Expect(calculator).ToContainTextAsync("4 parts of /24");
        await calculator.GetByLabel("CIDR").FillAsync("10.10.0.1/22");
        await Expect(calculator.GetByLabel("CIDR")).ToHaveAttributeAsync("aria-invalid", "true");
    }
}
