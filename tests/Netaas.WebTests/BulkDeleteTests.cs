using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Netaas.WebTests;

public sealed class BulkDeleteTests(Chromium chromium) : IAsyncLifetime
{
    private PageHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await PageHost.StartAsync(nodes: 2);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Several_pods_go_at_once_after_all_that_depends_on_them_was_shown()
    {
        foreach (var pod in new[] { "web-1", "web-2", "other" })
            (await _host.Api.PostAsync("pods", $$"""{"name":"{{pod}}","node":"node-1"}""")).Must(201);
        (await _host.Api.PostAsync("port-mappings", """{"name":"http","pod":"web-2","hostPort":8080,"targetPort":80}""")).Must(201);
        await using var visitor = await Visitor.SignedInAsync(chromium, _host, "/pods?q=web");
        await visitor.Page.GetByRole(AriaRole.Checkbox, new() { Name = "Select all that match" }).ClickAsync();
        var selection = visitor.Page.GetByRole(AriaRole.Region, new() { Name = "Selection" });
        await Expect(selection).ToContainTextAsync("2 selected");
        await selection.GetByRole(AriaRole.Button, new() { Name = "Delete the selected" }).ClickAsync();
        var dialog = visitor.Page.GetByRole(AriaRole.Dialog, new() { Name = "Delete 2 pods?" });
        await Expect(dialog.GetByRole(AriaRole.List, new() { Name = "Dependents" }).GetByRole(AriaRole.Listitem)).ToHaveTextAsync(["port mapping http"]);
        Assert.Equal(3, (await _host.Api.GetAsync("pods")).Find("items")?.AsArray().Count);

        await dialog.GetByRole(AriaRole.Button, new() { Name = "Delete them and a dependent" }).ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
        await Expect(visitor.Page.GetByText("Deleted: 2 pods.")).ToBeVisibleAsync();
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Clear the filter" }).ClickAsync();
        await Expect(visitor.Row("other")).ToBeVisibleAsync();
        await Expect(visitor.Row("web-1")).ToHaveCountAsync(0);
        await Expect(selection).ToBeHiddenAsync();
        Assert.Empty((await _host.Api.GetAsync("port-mappings")).Find("items")?.AsArray() ?? []);
    }

    [Fact]
    public async Task Rows_are_selected_by_keyboard_and_nothing_goes_when_it_is_called_off()
    {
        (await _host.Api.PostAsync("pods", """{"name":"web","node":"node-1"}""")).Must(201);
        await using var visitor = await Visitor.SignedInAsync(chromium, _host, "/pods");
        await visitor.Page.GetByRole(AriaRole.Checkbox, new() { Name = "Select web", Exact = true }).FocusAsync();
        await visitor.Page.Keyboard.PressAsync("Space");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Delete the selected" }).FocusAsync();
        await visitor.Page.Keyboard.PressAsync("Enter");
        var dialog = visitor.Page.GetByRole(AriaRole.Dialog, new() { Name = "Delete 1 pod?" });
        await Expect(dialog).ToBeVisibleAsync();
        await visitor.Page.Keyboard.PressAsync("Escape");

        await Expect(dialog).ToBeHiddenAsync();
        await Expect(visitor.Row("web")).ToBeVisibleAsync();
        Assert.Equal(200, (await _host.Api.GetAsync("pods/web")).Status);
    }

    [Fact]
    public async Task Pods_are_given_time_to_end_their_connections()
    {
        foreach (var pod in new[] { "web-1", "web-2", "web-3" })
            (await _host.Api.PostAsync("pods?wait=ready", $$"""{"name":"{{pod}}","node":"node-1"}""")).Must(201);
        await using var visitor = await Visitor.SignedInAsync(chromium, _host, "/pods/web-1");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        var one = visitor.Page.GetByRole(AriaRole.Dialog, new() { Name = "Delete pod “web-1”?" });
        await one.GetByLabel("Grace, in seconds").FillAsync("600");
        await one.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await Expect(visitor.Page.GetByText("“web-1” goes in 600 seconds.")).ToBeVisibleAsync();
        var detail = visitor.Page.GetByRole(AriaRole.Dialog, new() { Name = "web-1" });
        await Expect(detail).ToContainTextAsync("Terminating");
        await Expect(detail).ToContainTextAsync("Goes at");

        await visitor.Page.GotoAsync("/pods");
        foreach (var pod in new[] { "web-2", "web-3" })
            await visitor.Page.GetByRole(AriaRole.Checkbox, new() { Name = $"Select {pod}", Exact = true }).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Delete the selected" }).ClickAsync();
        var several = visitor.Page.GetByRole(AriaRole.Dialog, new() { Name = "Delete 2 pods?" });
        await several.GetByLabel("Grace, in seconds").FillAsync("300");
        await several.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await Expect(visitor.Page.GetByText("2 pods: gone in 300 seconds.")).ToBeVisibleAsync();
        foreach (var pod in new[] { "web-1", "web-2", "web-3" })
            await Expect(visitor.Row(pod)).ToContainTextAsync("Terminating");
        Assert.Equal("Terminating", (await _host.Api.GetAsync("pods/web-3")).Must(200)["status.phase"]);
    }
}
