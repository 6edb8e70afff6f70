using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Netaas.WebTests;

/// <summary>Every page under axe's rules of WCAG 2.2 AA.</summary>
public sealed class AccessibilityTests(Chromium chromium) : IAsyncLifetime
{
    private const string Run = """
        async () => {
          const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
          const { violations } = await axe.run(document, { runOnly: tags })
          return violations.flatMap(({ id, help, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${help} at ${target}: ${failureSummary}`))
        }
        """;

    private static readonly string[] Paths =
    [
        "/", "/nodes", "/nodes/node-1", "/networks", "/networks/blue?block=10.10.1.0%2F24", "/networks?create=true", "/pods", "/pods/web", "/pods/web?tab=json",
        "/pods?create=true", "/port-mappings", "/port-mappings/web-http", "/port-mappings?create=true",
        "/services", "/services/api", "/services?create=true", "/changes", "/changes?resource=nobody", "/changes/1", "/apply", "/planner?family=dual&cidr=10.10.0.0%2F22&split=24", "/access", "/topology", "/topology?pod=web", "/host-ports", "/nodes/node-1?tab=drift", "/nodes/node-1?tab=kernel", "/nodes/node-1?tab=ruleset", "/pods/web?tab=kernel", "/holders", "/holders?address=10.10.1.2", "/pools", "/pools?create=true", "/pools/pods", "/pods/web?edit=true", "/services/api?edit=true", "/networks/blue?edit=true", "/port-mappings/web-http?edit=true", "/no-such-page",
    ];

    private PageHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await PageHost.StartAsync(nodes: 3);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Axe_finds_no_violation_on_any_page(ColorScheme scheme)
    {
        await Example.RecordAsync(_host);
        Example.LookInto(_host[1]);
        var axe = await File.ReadAllTextAsync(Path.Combine(Checkout.Folder, "web", "node_modules", "axe-core", "axe.min.js"));
        var violations = new List<string>();
        await using var visitor = await Visitor.ComeAsync(chromium, _host, new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
        await visitor.Page.GotoAsync("/");
        await Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
        await CheckAsync("/sign-in");
        await visitor.SignInAsync(ApiTests.ApiHost.AdminToken);
        var live = visitor.Page.GetByText("Live", new() { Exact = true });
        await Expect(live).ToBeVisibleAsync();
        foreach (var path in Paths)
        {
            await visitor.Page.GotoAsync(path);
            await Expect(live).ToBeVisibleAsync();
            await Expect(visitor.Page.Locator("[aria-busy=true], [aria-label=Loading]")).ToHaveCountAsync(0);
            await CheckAsync(path);
        }

        Assert.True(violations.Count == 0, string.Join(Environment.NewLine, violations));

        async Task CheckAsync(string path)
        {
            await visitor.Page.EvaluateAsync(axe);
            violations.AddRange((await visitor.Page.EvaluateAsync<string[]>(Run)).Select(violation => $"{path}: {violation}"));
        }
    }
}
