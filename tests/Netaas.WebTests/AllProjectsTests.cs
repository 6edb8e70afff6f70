using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Netaas.WebTests;

/// <summary>Of whoever looks at all projects at once: names are a project's own, so that several resources may have one.</summary>
public sealed class AllProjectsTests(Chromium chromium) : IAsyncLifetime
{
    private PageHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await PageHost.StartAsync(nodes: 1);
        (await _host.Api.PostAsync("projects", """{"name":"shop"}""")).Must(201);
        foreach (var (project, cidr) in new[] { ("default", "10.10.0.0/16"), ("shop", "10.11.0.0/16") })
        {
            (await _host.Api.PostAsync($"networks?project={project}", $$"""{"name":"blue","podCidrs":["{{cidr}}"]}""")).Must(201);
            (await _host.Api.PostAsync($"pods?project={project}", """{"name":"web","network":"blue","node":"node-1"}""")).Must(201);
        }
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task The_pod_that_is_opened_and_deleted_is_the_one_of_the_row()
    {
        await using var visitor = await Visitor.SignedInAsync(chromium, _host, "/pods");
        var row = visitor.Row("web").Filter(new() { HasText = "shop" });
        await row.GetByRole(AriaRole.Link, new() { Name = "web", Exact = true }).ClickAsync();
        await Expect(visitor.Page).ToHaveURLAsync(_host.Url + "/pods/web?project=shop");
        var drawer = visitor.Page.GetByRole(AriaRole.Dialog);
        await Expect(drawer.GetByText("10.11.")).ToBeVisibleAsync();
        await visitor.Page.ReloadAsync();
        await Expect(drawer.GetByText("10.11.")).ToBeVisibleAsync();

        await drawer.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Dialog, new() { Name = "Delete pod" }).GetByRole(AriaRole.Button, new() { Name = "Delete", Exact = true }).ClickAsync();
        await Expect(visitor.Page.GetByText("Deleted pod")).ToBeVisibleAsync();
        Assert.Equal("default", (await _host.Api.GetAsync("pods/web?project=default")).Must(200)["project"]);
        // Gone, or on its way as long as the node hasn't confirmed it.
        var left = (await _host.Api.GetAsync("pods?project=shop")).Must(200).Find("items")?.AsArray() ?? [];
        Assert.All(left, pod => Assert.Equal("Terminating", $"{pod?["status"]?["phase"]}"));
    }

    [Fact]
    public async Task A_network_counts_its_own_pods_and_leads_to_them()
    {
        (await _host.Api.PostAsync("pods?project=shop", """{"name":"api","network":"blue","node":"node-1"}""")).Must(201);
        await using var visitor = await Visitor.SignedInAsync(chromium, _host, "/networks/blue?project=shop");
        await Expect(visitor.Page.GetByText("Pods (2)")).ToBeVisibleAsync();
        await visitor.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Link, new() { Name = "web", Exact = true }).ClickAsync();
        await Expect(visitor.Page).ToHaveURLAsync(_host.Url + "/pods/web?project=shop");
    }

    [Theory]
    [InlineData("/pods?create=true", "New pod", "Network")]
    [InlineData("/port-mappings?create=true", "New port mapping", "Pod")]
    public async Task A_form_offers_what_its_project_has(string path, string title, string input)
    {
        await using var visitor = await Visitor.SignedInAsync(chromium, _host, path);
        var form = visitor.Page.GetByRole(AriaRole.Dialog, new() { Name = title });
        await Expect(form.GetByText("It comes to be in project “default”.")).ToBeVisibleAsync();
        await form.GetByRole(AriaRole.Combobox, new() { Name = input, Exact = true }).Or(form.GetByRole(AriaRole.Textbox, new() { Name = input, Exact = true })).ClickAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Option)).ToHaveTextAsync([input == "Pod" ? "web" : "blue"]);
    }

    [Fact]
    public async Task The_topology_keeps_networks_of_one_name_apart()
    {
        await using var visitor = await Visitor.SignedInAsync(chromium, _host, "/topology");
        await visitor.Page.GetByRole(AriaRole.Combobox, new() { Name = "Network" }).Or(visitor.Page.GetByRole(AriaRole.Textbox, new() { Name = "Network" })).ClickAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Option)).ToHaveTextAsync(["blue (default)", "blue (shop)"]);
        await visitor.Page.GetByRole(AriaRole.Option, new() { Name = "blue (shop)" }).ClickAsync();
        await Expect(visitor.Page.GetByText("10.11.0.0/16")).ToBeVisibleAsync();
        await Expect(visitor.Page.GetByText("10.10.0.0/16")).ToHaveCountAsync(0);
        await Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "web", Exact = true })).ToHaveCountAsync(1);
    }
}
