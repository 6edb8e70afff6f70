using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Netaas.WebTests;

public sealed class HolderTests(Chromium chromium) : IAsyncLifetime
{
    private PageHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await PageHost.StartAsync(nodes: 3);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Who_had_an_address_or_a_port_is_told_now_and_then_and_the_address_bar_asks_it_again()
    {
        await Example.RecordAsync(_host);
        var since = DateTime.UtcNow;
        await using var visitor = await Visitor.SignedInAsync(chromium, _host, "/holders");
        await Expect(visitor.Page.GetByText("Name an address or a port")).ToBeVisibleAsync();
        await visitor.Page.GetByLabel("Address", new() { Exact = true }).FillAsync("10.10.1.2");
        var holders = visitor.Page.GetByRole(AriaRole.Table, new() { Name = "holders" });
        await Expect(holders).ToContainTextAsync("pod web");
        await Expect(holders).ToContainTextAsync("has it still");
        await visitor.Page.GetByLabel("Or a host port").FillAsync("8080");
        await Expect(holders).ToContainTextAsync("web-http");
        await Expect(visitor.Page).ToHaveURLAsync(_host.Url + "/holders?hostPort=8080");

        (await _host.Api.DeleteAsync("pods/web?cascade=true&wait=ready")).Must(204);
        await visitor.Page.GotoAsync("/holders?hostPort=8080");
        await Expect(visitor.Page.GetByText("Nobody is recorded with it at that time.")).ToBeVisibleAsync();
        await visitor.Page.GotoAsync($"/holders?hostPort=8080&at={since:yyyy-MM-ddTHH:mm:ss.fffZ}");
        await Expect(holders).ToContainTextAsync("web-http");
        await Expect(holders).Not.ToContainTextAsync("has it still");
        await visitor.Page.GotoAsync("/holders?address=10.10.1");
        await Expect(visitor.Page.GetByLabel("Address", new() { Exact = true })).ToHaveAttributeAsync("aria-invalid", "true");
    }
}
