using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Netaas.WebTests;

public sealed class AddressMapTests(Chromium chromium) : IAsyncLifetime
{
    private PageHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await PageHost.StartAsync(nodes: 2);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_network_is_a_picture_of_blocks_and_a_block_one_of_addresses()
    {
        (await _host.Api.PostAsync("networks", """{"name":"blue","podCidrs":["10.10.0.0/22"],"nodePrefixLengths":[26]}""")).Must(201);
        foreach (var pod in new[] { "web", "client", "gone" })
            (await _host.Api.PostAsync("pods?wait=ready", $$"""{"name":"{{pod}}","network":"blue","node":"node-2"}""")).Must(201);
        (await _host.Api.DeleteAsync("pods/gone?wait=ready")).Must(204);
        await using var visitor = await Visitor.SignedInAsync(chromium, _host, "/networks/blue");
        var detail = visitor.Page.GetByRole(AriaRole.Dialog);
        await Expect(detail.GetByText("2 of 16 blocks taken")).ToBeVisibleAsync();
        await detail.GetByRole(AriaRole.Button, new() { Name = "node-2 10.10.0.64/26" }).ClickAsync();
        await Expect(visitor.Page).ToHaveURLAsync(_host.Url + "/networks/blue?block=10.10.0.64%2F26");

        var cells = detail.GetByRole(AriaRole.Group, new() { Name = "Addresses of 10.10.0.64/26" });
        await Expect(cells.GetByRole(AriaRole.Link)).ToHaveCountAsync(2);
        await Expect(cells.Locator("[data-use=reserved]")).ToHaveCountAsync(3);
        await Expect(cells.Locator("[title^='10.10.0.68:']")).ToHaveAttributeAsync("data-use", "resting");
        await cells.GetByRole(AriaRole.Link, new() { Name = "10.10.0.66: pod web" }).ClickAsync();
        await Expect(visitor.Page).ToHaveURLAsync(_host.Url + "/pods/web");
    }
}
