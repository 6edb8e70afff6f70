using Microsoft.Playwright;
using Netaas.ApiTests;
using static Microsoft.Playwright.Assertions;

namespace Netaas.WebTests;

public sealed class SessionTests(Chromium chromium) : IAsyncLifetime
{
    private PageHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await PageHost.StartAsync(nodes: 1);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task An_unknown_token_is_refused_at_its_input()
    {
        await using var visitor = await Visitor.ComeAsync(chromium, _host);
        await visitor.Page.GotoAsync("/");
        await visitor.SignInAsync("not-a-token");

        await Expect(visitor.Page.GetByLabel("Token", new() { Exact = true })).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(visitor.Page.GetByText("This token is unknown or has expired")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_token_that_no_header_can_carry_is_not_told_as_an_API_that_is_away()
    {
        await using var visitor = await Visitor.ComeAsync(chromium, _host);
        await visitor.Page.GotoAsync("/");
        await visitor.SignInAsync($"\u201c{ApiHost.AdminToken}\u201d");

        await Expect(visitor.Page.GetByText("It holds signs that no token has")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Signing_in_leads_to_the_page_that_was_asked_for_and_a_reload_keeps_it()
    {
        await using var visitor = await Visitor.ComeAsync(chromium, _host);
        await visitor.Page.GotoAsync("/nodes?q=node-1");
        await Expect(visitor.Page).ToHaveTitleAsync("Sign in · Netaas");
        await visitor.SignInAsync(ApiHost.AdminToken);

        await Expect(visitor.Page).ToHaveURLAsync(_host.Url + "/nodes?q=node-1");
        await Expect(visitor.Row("node-1")).ToBeVisibleAsync();
        await visitor.Page.ReloadAsync();
        await Expect(visitor.Row("node-1")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Signing_out_forgets_the_token()
    {
        await using var visitor = await Visitor.SignedInAsync(chromium, _host);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();

        await Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" })).ToBeVisibleAsync();
        Assert.Equal(0, await visitor.Page.EvaluateAsync<int>("sessionStorage.length"));
        await visitor.Page.GotoAsync("/pods");
        await Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_token_that_the_API_no_longer_knows_leads_back_to_signing_in()
    {
        await using var visitor = await Visitor.SignedInAsync(chromium, _host);
        await visitor.Page.EvaluateAsync("sessionStorage.setItem('netaas-token', 'one-that-was-revoked')");
        await visitor.Page.ReloadAsync();

        await Expect(visitor.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Your token is unknown or has expired.");
    }
}
