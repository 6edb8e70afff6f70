using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Netaas.WebTests;

public sealed class AccessTests(Chromium chromium) : IAsyncLifetime
{
    private PageHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await PageHost.StartAsync(nodes: 1);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_token_is_made_shown_once_works_and_is_refused_when_it_was_revoked()
    {
        await using var visitor = await Visitor.SignedInAsync(chromium, _host, "/access");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "New token" }).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Textbox, new() { Name = "Name", Exact = true }).FillAsync("deployer");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
        var dialog = visitor.Page.GetByRole(AriaRole.Dialog, new() { Name = "Token “deployer”" });
        await Expect(dialog.GetByText("Copy it now")).ToBeVisibleAsync();
        var bearer = _host.Api.As((await dialog.Locator("pre").First.TextContentAsync())!.Trim());
        Assert.Equal("operator", (await bearer.GetAsync("whoami")).Must(200)["role"]);

        await dialog.GetByRole(AriaRole.Button, new() { Name = "I have copied it" }).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Revoke token deployer" }).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Revoke", Exact = true }).ClickAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Revoke token deployer" })).ToHaveCountAsync(0);
        Assert.Equal(401, (await bearer.GetAsync("whoami")).Status);
    }

    [Fact]
    public async Task What_a_viewer_may_not_do_is_not_offered()
    {
        (await _host.Api.PostAsync("networks", """{"name":"blue"}""")).Must(201);
        var secret = (await _host.Api.PostAsync("tokens", """{"name":"reader","role":"viewer"}""")).Must(201)["secret"]!;
        await using var visitor = await Visitor.ComeAsync(chromium, _host);
        await visitor.Page.GotoAsync("/networks/blue");
        await visitor.SignInAsync(secret);
        await Expect(visitor.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("VNI");

        await Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Delete" })).ToHaveCountAsync(0);
        await visitor.Page.GotoAsync("/networks");
        await Expect(visitor.Row("blue")).ToBeVisibleAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "New network" })).ToHaveCountAsync(0);
        await Expect(visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Plan and apply" })).ToHaveCountAsync(0);
        await visitor.Page.GotoAsync("/access");
        await Expect(visitor.Page.GetByRole(AriaRole.Table, new() { Name = "projects" })).ToBeVisibleAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Table, new() { Name = "tokens" })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Choosing_a_project_makes_everything_be_about_it()
    {
        (await _host.Api.PostAsync("projects", """{"name":"shop"}""")).Must(201);
        (await _host.Api.PostAsync("networks", """{"name":"blue"}""")).Must(201);
        (await _host.Api.PostAsync("networks?project=shop", """{"name":"green"}""")).Must(201);
        await using var visitor = await Visitor.SignedInAsync(chromium, _host, "/networks");
        await Expect(visitor.Row("blue")).ToBeVisibleAsync();
        await visitor.Page.GetByRole(AriaRole.Combobox, new() { Name = "Project" }).Or(visitor.Page.GetByRole(AriaRole.Textbox, new() { Name = "Project" })).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Option, new() { Name = "shop" }).ClickAsync();
        await Expect(visitor.Row("green")).ToBeVisibleAsync();
        await Expect(visitor.Row("blue")).ToHaveCountAsync(0);

        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "New network" }).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Textbox, new() { Name = "Name", Exact = true }).FillAsync("amber");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Create", Exact = true }).ClickAsync();
        await Expect(visitor.Page).ToHaveURLAsync(_host.Url + "/networks/amber");
        Assert.Equal("shop", (await _host.Api.GetAsync("networks/amber?project=shop")).Must(200)["project"]);
    }

    [Fact]
    public async Task A_project_is_made_and_what_it_may_hold_is_changed()
    {
        await using var visitor = await Visitor.SignedInAsync(chromium, _host, "/access");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "New project" }).ClickAsync();
        var form = visitor.Page.GetByRole(AriaRole.Dialog);
        await form.GetByRole(AriaRole.Textbox, new() { Name = "Name", Exact = true }).FillAsync("shop");
        await form.GetByLabel("Pods").FillAsync("5");
        await form.GetByLabel("Networks").FillAsync("2");
        await form.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Edit “shop”" }).ClickAsync();
        await form.GetByLabel("Pods").FillAsync("9");
        await form.GetByLabel("Networks").FillAsync("");
        await form.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();

        await Expect(visitor.Page.GetByRole(AriaRole.Table, new() { Name = "projects" })).ToContainTextAsync("0 of 9");
        await Expect(form).ToBeHiddenAsync();
        var project = (await _host.Api.GetAsync("projects/shop")).Must(200);
        Assert.Equal(("9", null), (project["quotas.pods"], project["quotas.networks"]));
    }
}
