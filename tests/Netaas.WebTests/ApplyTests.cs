using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Netaas.WebTests;

public sealed class ApplyTests(Chromium chromium) : IAsyncLifetime
{
    private PageHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await PageHost.StartAsync(nodes: 2);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_text_is_planned_and_stored_only_then_and_becomes_ready_before_the_eyes()
    {
        await using var visitor = await Visitor.SignedInAsync(chromium, _host, "/apply");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Try an example" }).ClickAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Apply" })).ToBeDisabledAsync();
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Show the plan" }).ClickAsync();

        await Expect(visitor.Page.GetByText("4 to create")).ToBeVisibleAsync(new() { Timeout = 15_000 });
        await Expect(visitor.Page.GetByRole(AriaRole.Region, new() { Name = "Objects on node-1" })).ToContainTextAsync("10.99.0.1");
        Assert.Empty((await _host.Api.GetAsync("pods")).Find("items")?.AsArray() ?? []);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Apply" }).ClickAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Status).Filter(new() { HasText = "everything is ready" })).ToBeVisibleAsync(new() { Timeout = 15_000 });

        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Show the plan" }).ClickAsync();
        await Expect(visitor.Page.GetByText("4 as it is")).ToBeVisibleAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Apply" })).ToBeDisabledAsync();
    }

    [Theory]
    [InlineData("kind: network\nname: blue\n---\nkind: pod\nname: web\nnode: node-1\nports:\n  - port: 80\n  - port: 99999\n", 9, "65535")]
    [InlineData("resources:\n  - kind: network\n    name: blue\n  - kind: pod\n    name: web\n    node: nowhere\n", 6, "nowhere")]
    [InlineData("kind: network\nname: [blue\n", 3, "flow")]
    [InlineData("""{"resources": [{"kind": "network", "name": "Blue!"}]}""", 1, "lower-case")]
    public async Task What_is_wrong_with_a_text_leads_to_its_line(string text, int line, string words)
    {
        await using var visitor = await Visitor.SignedInAsync(chromium, _host, "/apply");
        var editor = visitor.Page.GetByRole(AriaRole.Textbox, new() { Name = "Resources as YAML or JSON" });
        await editor.FillAsync(text);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Show the plan" }).ClickAsync();

        var alert = visitor.Page.GetByRole(AriaRole.Alert);
        await Expect(alert).ToContainTextAsync(words, new() { IgnoreCase = true });
        await alert.GetByRole(AriaRole.Button, new() { Name = $"Line {line}", Exact = true }).First.ClickAsync();
        await Expect(editor).ToBeFocusedAsync();
        Assert.Equal(line, await editor.EvaluateAsync<int>("input => input.value.slice(0, input.selectionStart).split('\\n').length"));
    }
}
