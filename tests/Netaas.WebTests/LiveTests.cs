using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Netaas.WebTests;

public sealed class LiveTests(Chromium chromium) : IAsyncLifetime
{
    private PageHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await PageHost.StartAsync(nodes: 2);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_pod_goes_from_pending_to_ready_without_a_reload()
    {
        _host[1].IsObedient = false;
        await using var visitor = await Visitor.SignedInAsync(chromium, _host, "/pods");
        await Expect(visitor.Page.GetByText("No pod yet")).ToBeVisibleAsync();

        (await _host.Api.PostAsync("pods", """{"name":"web","node":"node-1"}""")).Must(201);
        await Expect(visitor.Row("web")).ToContainTextAsync("Pending");

        await _host[1].HearAsync(update => update.Items.Any(item => item.Key.ToString().Contains("Pod", StringComparison.Ordinal)));
        await _host[1].ReportAsync();
        await Expect(visitor.Row("web")).ToContainTextAsync("Ready");
    }

    [Fact]
    public async Task A_node_that_falls_silent_is_shown_and_so_is_its_return()
    {
        (await _host.Api.PostAsync("pods?wait=ready", """{"name":"web","node":"node-2"}""")).Must(201);
        await using var visitor = await Visitor.SignedInAsync(chromium, _host, "/");
        var attention = visitor.Page.GetByRole(AriaRole.Region, new() { Name = "Needs attention" });
        await Expect(visitor.Page.GetByText("2 of 2 ready")).ToBeVisibleAsync();

        _host.Silence(_host[2]);
        await Expect(attention.GetByRole(AriaRole.Link, new() { Name = "node-2" })).ToBeVisibleAsync(new() { Timeout = 20_000 });
        await Expect(attention.GetByRole(AriaRole.Link, new() { Name = "web" })).ToBeVisibleAsync();

        await _host.SpeakAsync(_host[2]);
        await Expect(visitor.Page.GetByText("2 of 2 ready")).ToBeVisibleAsync();
        await Expect(attention).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Two_browsers_see_each_others_changes()
    {
        await using var one = await Visitor.SignedInAsync(chromium, _host, "/networks");
        await using var other = await Visitor.SignedInAsync(chromium, _host, "/networks");
        await one.Page.GetByRole(AriaRole.Button, new() { Name = "New network" }).ClickAsync();
        await one.Page.GetByRole(AriaRole.Textbox, new() { Name = "Name", Exact = true }).FillAsync("blue");
        await one.Page.GetByRole(AriaRole.Button, new() { Name = "Create", Exact = true }).ClickAsync();
        await Expect(other.Row("blue")).ToContainTextAsync("Ready", new() { Timeout = 2_000 });

        await other.Row("blue").GetByRole(AriaRole.Link).ClickAsync();
        await other.Page.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await other.Page.GetByRole(AriaRole.Dialog, new() { Name = "Delete network" }).GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await Expect(one.Page.GetByText("No network yet")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_happened_while_the_stream_was_away_is_caught_up_without_a_reload()
    {
        await using var visitor = await Visitor.SignedInAsync(chromium, _host, "/pods");
        await visitor.OfflineAsync(true);
        (await _host.Api.PostAsync("pods", """{"name":"web","node":"node-1"}""")).Must(201);
        await Expect(visitor.Page.GetByText("Reconnecting")).ToBeVisibleAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The connection to the API is away");

        await visitor.OfflineAsync(false);
        await Expect(visitor.Page.GetByText("Live", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(visitor.Row("web")).ToContainTextAsync("Ready");
    }

    [Fact]
    public async Task Recent_events_tell_what_happened_before_the_page_was_opened()
    {
        (await _host.Api.PostAsync("pods?wait=ready", """{"name":"web","node":"node-1"}""")).Must(201);
        await using var visitor = await Visitor.SignedInAsync(chromium, _host);

        var events = visitor.Page.GetByRole(AriaRole.Region, new() { Name = "Recent events" });
        await Expect(events.GetByText("pod web created")).ToBeVisibleAsync();
    }
}
