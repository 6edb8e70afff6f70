using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Netaas.WebTests;

public sealed class EditTests(Chromium chromium) : IAsyncLifetime
{
    private PageHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await PageHost.StartAsync(nodes: 1);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Labels_are_changed_in_place_unless_somebody_else_did_meanwhile_and_a_pod_is_drained()
    {
        (await _host.Api.PostAsync("pods", """{"name":"web","node":"node-1","labels":{"app":"web","old":"1"}}""")).Must(201);
        await using var visitor = await Visitor.SignedInAsync(chromium, _host, "/pods/web");
        // The switch is what the record says, so it turns when that has changed, not at once.
        await visitor.Page.GetByRole(AriaRole.Switch).ClickAsync();
        await Expect(visitor.Page.GetByText("send it no new connections")).ToBeVisibleAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Switch)).Not.ToBeCheckedAsync();
        Assert.Equal("true", (await _host.Api.GetAsync("pods/web")).Must(200)["drain"]);

        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Change the labels" }).ClickAsync();
        var dialog = visitor.Page.GetByRole(AriaRole.Dialog, new() { Name = "Labels of web" });
        await dialog.GetByRole(AriaRole.Combobox, new() { Name = "Labels" }).PressAsync("Backspace");
        await dialog.GetByRole(AriaRole.Combobox, new() { Name = "Labels" }).FillAsync("tier=front");
        (await _host.Api.PatchAsync("pods/web", """{"weight":2}""")).Must(200);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(dialog.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Expect(visitor.Page.GetByText("old=1")).ToBeVisibleAsync();

        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Change the labels" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Combobox, new() { Name = "Labels" }).PressAsync("Backspace");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
        await Expect(visitor.Page.GetByText("old=1")).ToBeHiddenAsync();
        await Expect(visitor.Page.GetByText("app=web")).ToBeVisibleAsync();
    }
}
