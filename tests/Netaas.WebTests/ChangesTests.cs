using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Netaas.WebTests;

public sealed class ChangesTests(Chromium chromium) : IAsyncLifetime
{
    private PageHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await PageHost.StartAsync(nodes: 2);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task The_history_shows_what_changed_as_it_happens_and_keeps_its_filter_in_the_address()
    {
        (await _host.Api.PostAsync("networks", """{"name":"blue"}""")).Must(201);
        await using var visitor = await Visitor.SignedInAsync(chromium, _host, "/changes");
        var rows = visitor.Page.GetByRole(AriaRole.Table, new() { Name = "changes" }).Locator("tbody").GetByRole(AriaRole.Row);
        await Expect(rows.First).ToContainTextAsync("network blue");

        (await _host.Api.PatchAsync("networks/blue", """{"labels":{"team":"payments"}}""")).Must(200);
        await Expect(rows.First).ToContainTextAsync("labels");
        await visitor.Page.GetByRole(AriaRole.Textbox, new() { Name = "Resource" }).FillAsync("node-1");
        await Expect(rows).ToHaveCountAsync(1);
        await Expect(visitor.Page).ToHaveURLAsync(_host.Url + "/changes?resource=node-1");
        await visitor.Page.GotoAsync("/changes?resource=blue");
        await rows.First.GetByRole(AriaRole.Link).ClickAsync();

        var difference = visitor.Page.GetByRole(AriaRole.Region, new() { Name = "Before and after" });
        await Expect(difference.Locator("[data-sign='+']").Filter(new() { HasText = "\"team\": \"payments\"" })).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Going_back_shows_its_plan_first_and_then_brings_back_what_was_deleted()
    {
        (await _host.Api.PostAsync("networks", """{"name":"blue"}""")).Must(201);
        (await _host.Api.PostAsync("pods?wait=ready", """{"name":"web","network":"blue","node":"node-1"}""")).Must(201);
        (await _host.Api.DeleteAsync("pods/web?wait=ready")).Must(204);
        await using var visitor = await Visitor.SignedInAsync(chromium, _host, "/changes?resource=web");
        var history = visitor.Page.GetByRole(AriaRole.Table, new() { Name = "changes" }).Locator("tbody").GetByRole(AriaRole.Row);
        await history.Filter(new() { HasText = "created" }).GetByRole(AriaRole.Link).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Roll back to here" }).ClickAsync();

        var dialog = visitor.Page.GetByRole(AriaRole.Dialog, new() { Name = "Roll back to revision" });
        await Expect(dialog).ToContainTextAsync("1 to create");
        await Expect(dialog.GetByRole(AriaRole.Region, new() { Name = "Objects on node-1" })).ToContainTextAsync("10.64.1.2");
        Assert.Equal(404, (await _host.Api.GetAsync("pods/web")).Status);

        await dialog.GetByRole(AriaRole.Button, new() { Name = "Roll back" }).ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
        await visitor.Page.GotoAsync("/pods");
        await Expect(visitor.Row("web")).ToBeVisibleAsync();
    }
}
