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
        await DeleteAsync(visitor.Page, "network", "blue");
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

    [Fact]
    public async Task A_pool_is_made_a_range_of_it_is_held_and_given_back_and_it_is_deleted_by_keyboard_alone()
    {
        await using var visitor = await Visitor.SignedInAsync(chromium, _host, "/pools");
        await GoToAsync(visitor.Page, "New pool");
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Expect(visitor.Page.GetByRole(AriaRole.Textbox, new() { Name = "Name", Exact = true })).ToBeFocusedAsync();
        await visitor.Page.Keyboard.TypeAsync("north");
        await GoToAsync(visitor.Page, "CIDR *");
        await visitor.Page.Keyboard.TypeAsync("10.200.0.0/16");
        await visitor.Page.Keyboard.PressAsync("Enter");
        var detail = visitor.Page.GetByRole(AriaRole.Dialog, new() { Name = "pool north" });
        await Expect(detail).ToContainTextAsync("Reservations (0)");

        await GoToAsync(visitor.Page, "Hold a range");
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Expect(visitor.Page.GetByRole(AriaRole.Dialog, new() { Name = "Hold a range of north" }).GetByRole(AriaRole.Textbox, new() { Name = "CIDR" })).ToBeFocusedAsync();
        await visitor.Page.Keyboard.TypeAsync("10.200.16.0/20");
        await GoToAsync(visitor.Page, "Note");
        await visitor.Page.Keyboard.TypeAsync("printers");
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Expect(detail).ToContainTextAsync("Reservations (1)");
        await Expect(detail).ToContainTextAsync("printers");

        await GoToAsync(visitor.Page, "Give 10.200.16.0/20 back", "Shift+Tab");
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Expect(visitor.Page.GetByRole(AriaRole.Dialog, new() { Name = "Give 10.200.16.0/20 back?" })).ToBeVisibleAsync();
        await GoToAsync(visitor.Page, "Give it back");
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Expect(detail).ToContainTextAsync("Reservations (0)");

        await DeleteAsync(visitor.Page, "pool", "north");
    }

    [Fact]
    public async Task Who_held_an_address_is_asked_now_and_of_the_past_and_looked_up_by_keyboard_alone()
    {
        var address = (await _host.Api.PostAsync("pods?wait=ready", """{"name":"web","node":"node-1"}""")).Must(201)["addresses.0"] ?? "";
        await using var visitor = await Visitor.SignedInAsync(chromium, _host, "/holders");
        await Expect(visitor.Page.GetByText("Name an address or a port")).ToBeVisibleAsync();
        await GoToAsync(visitor.Page, "Address");
        await visitor.Page.Keyboard.TypeAsync(address);
        var holders = visitor.Page.GetByRole(AriaRole.Table, new() { Name = "holders" });
        await Expect(holders).ToContainTextAsync("has it still");

        await GoToAsync(visitor.Page, "At (empty: now)");
        await visitor.Page.Keyboard.TypeAsync("01012020");
        await visitor.Page.Keyboard.PressAsync("ArrowRight");
        await visitor.Page.Keyboard.TypeAsync("120000AM");
        await Expect(visitor.Page.GetByText("Nobody is recorded with it at that time.")).ToBeVisibleAsync();
        await visitor.Page.Keyboard.PressAsync("Control+A");
        await visitor.Page.Keyboard.PressAsync("Delete");
        await Expect(holders).ToContainTextAsync("has it still");

        await GoToAsync(visitor.Page, "web");
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Expect(visitor.Page.GetByRole(AriaRole.Dialog, new() { Name = "web" })).ToContainTextAsync(address);
    }

    /// <summary>From the detail of a resource that is open.</summary>
    private static async Task DeleteAsync(IPage page, string kind, string name)
    {
        await GoToAsync(page, "Delete");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Cancel" })).ToBeFocusedAsync();
        await Expect(page.GetByRole(AriaRole.Dialog, new() { Name = $"Delete {kind}" }).GetByRole(AriaRole.Button, new() { Name = "Delete" })).ToBeEnabledAsync();
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByText($"Deleted {kind} “{name}”.")).ToBeVisibleAsync();
    }

    /// <summary>Presses a key until what has this name has the focus.</summary>
    private static async Task GoToAsync(IPage page, string name, string key = "Tab")
    {
        for (var stop = 0; stop < MostStops; stop++)
        {
            await page.Keyboard.PressAsync(key);
            if (await page.EvaluateAsync<string>("document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.labels?.[0]?.textContent ?? document.activeElement?.textContent ?? ''") == name)
                return;
        }

        Assert.Fail($"“{name}” is not reached by {key}.");
    }
}
