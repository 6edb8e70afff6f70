using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Netaas.WebTests;

public sealed class PoolTests(Chromium chromium) : IAsyncLifetime
{
    private PageHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await PageHost.StartAsync(nodes: 1);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_pool_is_made_and_changed_a_range_of_it_is_held_and_given_back_and_the_pool_goes()
    {
        await using var visitor = await Visitor.SignedInAsync(chromium, _host, "/pools");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "New pool" }).ClickAsync();
        var form = visitor.Page.GetByRole(AriaRole.Dialog, new() { Name = "New pool" });
        await form.GetByRole(AriaRole.Textbox, new() { Name = "Name", Exact = true }).FillAsync("north");
        await form.GetByRole(AriaRole.Textbox, new() { Name = "CIDR" }).FillAsync("10.64.0.0/12");
        await form.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
        await Expect(form.GetByRole(AriaRole.Textbox, new() { Name = "CIDR" })).ToHaveAttributeAsync("aria-invalid", "true");
        await form.GetByRole(AriaRole.Textbox, new() { Name = "CIDR" }).FillAsync("10.200.0.0/16");
        await form.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();

        var detail = visitor.Page.GetByRole(AriaRole.Dialog, new() { Name = "pool north" });
        await Expect(detail).ToContainTextAsync("None: all that is free may be given to networks.");
        await detail.GetByRole(AriaRole.Button, new() { Name = "Edit", Exact = true }).ClickAsync();
        var edit = visitor.Page.GetByRole(AriaRole.Dialog, new() { Name = "Edit “north”" });
        await edit.GetByLabel("Prefix length of what is cut").FillAsync("22");
        await edit.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(edit).ToBeHiddenAsync();
        await Expect(detail).ToContainTextAsync("/22");

        await detail.GetByRole(AriaRole.Button, new() { Name = "Hold a range" }).ClickAsync();
        var hold = visitor.Page.GetByRole(AriaRole.Dialog, new() { Name = "Hold a range of north" });
        await hold.GetByLabel("Prefix length").FillAsync("20");
        await hold.GetByLabel("Note").FillAsync("printers");
        await hold.GetByRole(AriaRole.Button, new() { Name = "Hold it" }).ClickAsync();
        await Expect(detail).ToContainTextAsync("Reservations (1)");
        await Expect(detail).ToContainTextAsync("printers");
        await detail.GetByRole(AriaRole.Button, new() { Name = "Change the note of 10.200.0.0/20" }).ClickAsync();
        var note = visitor.Page.GetByRole(AriaRole.Dialog, new() { Name = "Edit “10.200.0.0/20”" });
        await note.GetByLabel("Note").FillAsync("cameras");
        await note.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(detail).ToContainTextAsync("cameras");
        await detail.GetByRole(AriaRole.Button, new() { Name = "Give 10.200.0.0/20 back" }).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Dialog, new() { Name = "Give 10.200.0.0/20 back?" }).GetByRole(AriaRole.Button, new() { Name = "Give it back" }).ClickAsync();
        await Expect(detail).ToContainTextAsync("Reservations (0)");

        await detail.GetByRole(AriaRole.Button, new() { Name = "Delete", Exact = true }).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Dialog, new() { Name = "Delete pool “north”?" }).GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await Expect(visitor.Page.GetByText("Deleted pool “north”.")).ToBeVisibleAsync();
        await Expect(visitor.Row("north")).ToHaveCountAsync(0);
        Assert.Equal(404, (await _host.Api.GetAsync("pools/north")).Status);
    }

    [Fact]
    public async Task Who_is_of_one_project_sees_pools_and_is_offered_no_change_of_them()
    {
        (await _host.Api.PostAsync("projects", """{"name":"team"}""")).Must(201);
        var token = (await _host.Api.PostAsync("tokens?project=team", """{"name":"ops","role":"admin"}""")).Must(201)["secret"];
        await using var visitor = await Visitor.ComeAsync(chromium, _host);
        await visitor.Page.GotoAsync("/pools");
        await visitor.SignInAsync(token ?? "");

        await Expect(visitor.Page.GetByRole(AriaRole.Table, new() { Name = "pools" })).ToContainTextAsync("10.64.0.0/10");
        await Expect(visitor.Page.GetByText("Live", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "New pool" })).ToHaveCountAsync(0);
        await Expect(visitor.Page.GetByRole(AriaRole.Checkbox)).ToHaveCountAsync(0);
    }
}
