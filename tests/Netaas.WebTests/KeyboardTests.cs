using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Netaas.WebTests;

/// <summary>What is done with the mouse elsewhere, done without.</summary>
public sealed class KeyboardTests(Chromium chromium) : IAsyncLifetime
{
    /// <summary>More stops than any page has before its content.</summary>
    private const int MostStops = 80;

    private PageHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await PageHost.StartAsync(nodes: 2);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_network_is_made_looked_into_and_deleted_by_keyboard_alone()
    {
        await using var visitor = await Visitor.SignedInAsync(chromium, _host, "/networks");
        await Expect(visitor.Page.GetByText("No network yet")).ToBeVisibleAsync();
        await GoToAsync(visitor.Page, "New network");
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Expect(visitor.Page.GetByRole(AriaRole.Textbox, new() { Name = "Name", Exact = true })).ToBeFocusedAsync();
        await visitor.Page.Keyboard.TypeAsync("blue");
        await visitor.Page.Keyboard.PressAsync("Enter");
        var detail = visitor.Page.GetByRole(AriaRole.Dialog, new() { Name = "blue" });
        await Expect(detail).ToContainTextAsync("2 / 2");

        await GoToAsync(visitor.Page, "Summary");
        await visitor.Page.Keyboard.PressAsync("ArrowRight");
        await Expect(detail).ToContainTextAsync("\"podCidrs\"");
        await GoToAsync(visitor.Page, "Delete");
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Cancel" })).ToBeFocusedAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Dialog, new() { Name = "Delete network" }).GetByRole(AriaRole.Button, new() { Name = "Delete" })).ToBeEnabledAsync();
        await visitor.Page.Keyboard.PressAsync("Tab");
        await visitor.Page.Keyboard.PressAsync("Enter");

        await Expect(visitor.Page.GetByText("Deleted network “blue”.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_language_and_a_pod_of_the_topology_are_chosen_by_keyboard_alone()
    {
        (await _host.Api.PostAsync("pods?wait=ready", """{"name":"web","node":"node-1"}""")).Must(201);
        await using var visitor = await Visitor.SignedInAsync(chromium, _host, "/topology");
        await Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "web", Exact = true })).ToBeVisibleAsync();
        await GoToAsync(visitor.Page, "web");
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Expect(visitor.Page.GetByRole(AriaRole.Region, new() { Name = "Pod web" })).ToBeVisibleAsync();

        await visitor.Page.ReloadAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Region, new() { Name = "Pod web" })).ToBeVisibleAsync();
        await GoToAsync(visitor.Page, "Language");
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Expect(visitor.Page.GetByRole(AriaRole.Menuitem, new() { Name = "中文" })).ToBeVisibleAsync();
        await GoToAsync(visitor.Page, "中文", "ArrowDown");
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("拓扑");
    }

    /// <summary>Presses a key until what has this name has the focus.</summary>
    private static async Task GoToAsync(IPage page, string name, string key = "Tab")
    {
        for (var stop = 0; stop < MostStops; stop++)
        {
            await page.Keyboard.PressAsync(key);
            if (await page.EvaluateAsync<string>("document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? ''") == name)
                return;
        }

        Assert.Fail($"“{name}” is not reached by {key}.");
    }
}
