using Microsoft.Playwright;
using Netaas.Contracts;
using static Microsoft.Playwright.Assertions;

namespace Netaas.WebTests;

public sealed class NodeTests(Chromium chromium) : IAsyncLifetime
{
    private PageHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await PageHost.StartAsync(nodes: 3);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_foreign_change_shows_as_drift_found_and_repaired_without_a_reload_and_leads_to_its_node()
    {
        await using var visitor = await Visitor.SignedInAsync(chromium, _host);
        var drift = visitor.Page.GetByRole(AriaRole.Region, new() { Name = "Drift", Exact = true });
        await Expect(drift).ToContainTextAsync("Nobody else has changed what is ours");

        _host[2].Drift = [new Drift(DateTimeOffset.UtcNow, "address 10.10.1.1/24 dev nab", null, IsRepaired: true)];
        await _host[2].ReportAsync();
        await Expect(drift).ToContainTextAsync("1 object repaired", new() { Timeout = 16_000 });
        await drift.GetByRole(AriaRole.Link, new() { Name = "node-2" }).ClickAsync();

        await Expect(visitor.Page).ToHaveURLAsync(_host.Url + "/nodes/node-2?tab=drift");
        await Expect(visitor.Page.GetByRole(AriaRole.Table, new() { Name = "Drift" })).ToContainTextAsync("address 10.10.1.1/24 dev nab");
    }

    [Fact]
    public async Task A_nodes_plan_its_state_and_the_difference_are_read_and_its_rules_have_reasons()
    {
        (await _host.Api.PostAsync("networks", """{"name":"blue","podCidrs":["10.10.0.0/16"]}""")).Must(201);
        (await _host.Api.PostAsync("pods?wait=ready", """{"name":"web","network":"blue","node":"node-1"}""")).Must(201);
        Example.LookInto(_host[1]);
        await using var visitor = await Visitor.SignedInAsync(chromium, _host, "/nodes/node-1?tab=kernel");
        var plan = visitor.Page.GetByRole(AriaRole.Region, new() { Name = "Plan" });
        await Expect(plan).ToContainTextAsync("10.10.1.2/24");
        await visitor.Page.GetByLabel("Filter objects").FillAsync("vxlan");
        await Expect(plan).Not.ToContainTextAsync("10.10.1.2/24");
        await visitor.Page.GetByLabel("Filter objects").FillAsync("");

        await visitor.Page.GetByText("State", new() { Exact = true }).ClickAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Region, new() { Name = "State" })).ToContainTextAsync("net/ipv4/ip_forward=1");
        await visitor.Page.GetByText("Difference", new() { Exact = true }).ClickAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Region, new() { Name = "Difference" }).Locator("[data-sign='−']")).ToHaveTextAsync("address 10.10.1.9/24 dev nabhvautjrk-blu");
        await visitor.Page.GetByRole(AriaRole.Tab, new() { Name = "Ruleset" }).ClickAsync();
        await Expect(visitor.Page.GetByText("a pod asks a service of its network").First).ToBeVisibleAsync();

        await visitor.Page.GotoAsync("/pods/web?tab=kernel");
        await Expect(visitor.Page.GetByRole(AriaRole.Region, new() { Name = "Kernel objects" })).ToContainTextAsync("10.10.1.2/24");
        await Expect(visitor.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("not in the kernel");
    }

    [Fact]
    public async Task A_node_that_reports_is_not_removed_and_one_that_is_away_goes_with_its_pods()
    {
        (await _host.Api.PostAsync("pods?wait=ready", """{"name":"web","node":"node-3"}""")).Must(201);
        await using var visitor = await Visitor.SignedInAsync(chromium, _host, "/nodes/node-3");
        var remove = visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Remove" });
        await remove.ClickAsync();
        var dialog = visitor.Page.GetByRole(AriaRole.Dialog, new() { Name = "Delete node “node-3”?" });
        await Expect(dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync("stop it first");
        await Expect(dialog.GetByRole(AriaRole.Button, new() { Name = "Delete" })).ToBeDisabledAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();

        _host.Silence(_host[3]);
        await Expect(visitor.Page.GetByRole(AriaRole.Dialog).GetByText("Degraded").First).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await remove.ClickAsync();
        await Expect(dialog.GetByRole(AriaRole.List, new() { Name = "Dependents" })).ToContainTextAsync("pod web");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Delete it and its dependent" }).ClickAsync();

        await Expect(visitor.Page.GetByText("Deleted node “node-3”.")).ToBeVisibleAsync();
        await Expect(visitor.Row("node-3")).ToHaveCountAsync(0);
        Assert.Equal(404, (await _host.Api.GetAsync("pods/web")).Status);
    }
}
