using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Netaas.WebTests;

public sealed class TopologyTests(Chromium chromium) : IAsyncLifetime
{
    private PageHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await PageHost.StartAsync(nodes: 3);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_selected_pod_shows_whom_it_reaches_and_whom_it_does_not()
    {
        await Example.RecordAsync(_host);
        (await _host.Api.PostAsync("networks", """{"name":"green"}""")).Must(201);
        (await _host.Api.PostAsync("pods", """{"name":"apart","network":"green","node":"node-1"}""")).Must(201);
        await using var visitor = await Visitor.SignedInAsync(chromium, _host, "/topology");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "client", Exact = true }).ClickAsync();

        await Expect(visitor.Page).ToHaveURLAsync(_host.Url + "/topology?pod=client");
        var panel = visitor.Page.GetByRole(AriaRole.Region, new() { Name = "Pod client" });
        await Expect(panel).ToContainTextAsync("Reaches pods (1)");
        await Expect(panel.GetByRole(AriaRole.Link, new() { Name = "api" })).ToBeVisibleAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "web", Exact = true })).ToHaveAttributeAsync("data-state", "reached");
        await Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "apart", Exact = true })).ToHaveAttributeAsync("data-state", "beyond");

        (await _host.Api.PostAsync("pods", """{"name":"late","network":"blue","node":"node-2"}""")).Must(201);
        await Expect(panel).ToContainTextAsync("Reaches pods (2)");
        await panel.GetByRole(AriaRole.Button, new() { Name = "Deselect the pod" }).ClickAsync();
        await Expect(panel).ToBeHiddenAsync();
    }
}
