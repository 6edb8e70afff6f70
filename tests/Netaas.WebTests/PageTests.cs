using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Netaas.WebTests;

public sealed class PageTests(Chromium chromium) : IAsyncLifetime
{
    private PageHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await PageHost.StartAsync(nodes: 3);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Every_page_opens_by_its_address_and_by_the_menu()
    {
        await Example.RecordAsync(_host);
        await using var visitor = await Visitor.SignedInAsync(chromium, _host);
        foreach (var (path, title, shown) in new[]
        {
            ("/nodes", "Nodes", "172.31.0.12/24"), ("/networks", "Networks", "10.10.0.0/16"),
            ("/pods", "Pods", "10.10.1.2"), ("/services", "Services", "10.96.0.1"), ("/port-mappings", "Port mappings", "0.0.0.0:8080/tcp"),
        })
        {
            await visitor.Page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link, new() { Name = title }).ClickAsync();
            await Expect(visitor.Page).ToHaveURLAsync(_host.Url + path);
            await Expect(visitor.Page.GetByRole(AriaRole.Table)).ToContainTextAsync(shown);
            await visitor.Page.ReloadAsync();
            await Expect(visitor.Page).ToHaveTitleAsync($"{title} · Netaas");
            await Expect(visitor.Page.GetByRole(AriaRole.Table)).ToContainTextAsync(shown);
        }
    }

    [Fact]
    public async Task The_address_bar_describes_filter_order_and_the_open_resource()
    {
        await Example.RecordAsync(_host);
        await using var visitor = await Visitor.SignedInAsync(chromium, _host, "/pods");
        await visitor.Page.GetByLabel("Filter pods").FillAsync("10.10");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Node", Exact = true }).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Node", Exact = true }).ClickAsync();
        await visitor.Row("web").GetByRole(AriaRole.Cell).Nth(2).ClickAsync();
        await Expect(visitor.Page).ToHaveURLAsync(_host.Url + "/pods/web?q=10.10&sort=-node");
        await Expect(visitor.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("web");
        await visitor.Page.Keyboard.PressAsync("Escape");
        await visitor.Row("web").GetByRole(AriaRole.Link, new() { Name = "web", Exact = true }).ClickAsync();

        await Expect(visitor.Page).ToHaveURLAsync(_host.Url + "/pods/web?q=10.10&sort=-node");
        await visitor.Page.ReloadAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("web");
        await visitor.Page.Keyboard.PressAsync("Escape");
        await Expect(visitor.Page).ToHaveURLAsync(_host.Url + "/pods?q=10.10&sort=-node");
        await Expect(visitor.Page.GetByRole(AriaRole.Row)).ToHaveCountAsync(3);
        await Expect(visitor.Page.GetByRole(AriaRole.Row).Nth(1)).ToContainTextAsync("client");
    }

    [Fact]
    public async Task A_count_of_the_overview_leads_to_what_it_counts()
    {
        await Example.RecordAsync(_host);
        await using var visitor = await Visitor.SignedInAsync(chromium, _host);
        await visitor.Page.GetByRole(AriaRole.Region, new() { Name = "pods by phase" }).GetByRole(AriaRole.Link, new() { Name = "ready" }).ClickAsync();

        await Expect(visitor.Page).ToHaveURLAsync(_host.Url + "/pods?phase=Ready");
        await Expect(visitor.Row("web")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task An_address_that_leads_nowhere_says_so()
    {
        await using var visitor = await Visitor.SignedInAsync(chromium, _host, "/pods/gone");
        await Expect(visitor.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("There is no pod “gone”");
        await visitor.Page.GotoAsync("/no-such-page");
        await Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "There is no such page" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_row_is_reached_opened_and_closed_by_keyboard_alone()
    {
        await Example.RecordAsync(_host);
        await using var visitor = await Visitor.SignedInAsync(chromium, _host, "/networks");
        await visitor.Row("blue").GetByRole(AriaRole.Link, new() { Name = "blue" }).FocusAsync();
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Expect(visitor.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("VNI");
        await visitor.Page.Keyboard.PressAsync("Escape");

        await Expect(visitor.Page.GetByRole(AriaRole.Dialog)).ToBeHiddenAsync();
    }

    [Fact]
    public async Task The_page_allows_nothing_from_elsewhere()
    {
        using var client = new HttpClient();
        using var response = await client.GetAsync(new Uri(_host.Url + "/networks/blue"));

        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
    }
}
