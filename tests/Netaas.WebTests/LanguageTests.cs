using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Netaas.WebTests;

public sealed class LanguageTests(Chromium chromium) : IAsyncLifetime
{
    /// <summary>All texts that a reader sees or hears on the page as it stands.</summary>
    private const string Texts = """
        () => {
          const texts = []
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
          while (walker.nextNode()) texts.push(walker.currentNode.textContent.trim())
          for (const element of document.querySelectorAll('*'))
            for (const name of ['aria-label', 'title', 'placeholder']) texts.push(element.getAttribute(name) ?? '')
          return [...new Set(texts)].filter(text => text !== '')
        }
        """;

    private static readonly string[] Paths =
    [
        "/", "/nodes", "/nodes/node-1", "/nodes/node-1?tab=drift", "/nodes/node-1?tab=kernel", "/nodes/node-1?tab=ruleset", "/networks", "/networks/blue?block=10.10.1.0%2F24", "/networks?create=true",
        "/pods", "/pods/web", "/pods/web?tab=kernel", "/pods?create=true", "/port-mappings", "/port-mappings/web-http", "/port-mappings?create=true", "/host-ports",
        "/services", "/services/api", "/services?create=true", "/changes", "/changes/1", "/apply", "/planner", "/access", "/topology?pod=web", "/no-such-page",
    ];

    private PageHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await PageHost.StartAsync(nodes: 3);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("ru-RU", "ru")]
    [InlineData("zh-CN", "zh")]
    public async Task No_text_of_any_page_is_left_in_English_before_a_browser_of_another_language(string locale, string language)
    {
        await Example.RecordAsync(_host);
        Example.LookInto(_host[1]);
        var dictionary = await DictionaryAsync(language);
        // The API's own words, names among them, come as they are; of the page's own every one must have been replaced.
        var english = dictionary.Where(pair => pair.Key != pair.Value && pair.Key.Contains(' ', StringComparison.Ordinal) && !pair.Key.Contains('{', StringComparison.Ordinal)).Select(pair => pair.Key).ToHashSet();
        var left = new List<string>();
        var seen = new HashSet<string>();
        await using var visitor = await Visitor.ComeAsync(chromium, _host, new() { Locale = locale });
        await visitor.Page.GotoAsync("/");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = dictionary["Sign in"] }).WaitForAsync();
        await LookAsync("/sign-in");
        await visitor.Page.GetByLabel(dictionary["Token"], new() { Exact = true }).FillAsync(ApiTests.ApiHost.AdminToken);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = dictionary["Sign in"] }).ClickAsync();
        foreach (var path in Paths)
        {
            await visitor.Page.GotoAsync(path);
            await Expect(visitor.Page.GetByText(dictionary["Live"], new() { Exact = true })).ToBeVisibleAsync();
            await Expect(visitor.Page.Locator($"[aria-busy=true], [aria-label='{dictionary["Loading"]}']")).ToHaveCountAsync(0);
            await LookAsync(path);
        }

        Assert.Equal(language, await visitor.Page.EvaluateAsync<string>("document.documentElement.lang"));
        Assert.True(left.Count == 0, string.Join(Environment.NewLine, left));
        Assert.Contains(dictionary["Overview"], seen);

        async Task LookAsync(string path)
        {
            foreach (var text in await visitor.Page.EvaluateAsync<string[]>(Texts))
            {
                seen.Add(text);
                if (english.Contains(text))
                    left.Add($"{path}: {text}");
            }
        }
    }

    [Fact]
    public async Task A_language_is_chosen_and_kept_and_the_view_stays()
    {
        await Example.RecordAsync(_host);
        await using var visitor = await Visitor.SignedInAsync(chromium, _host, "/pods?q=web");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Language" }).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Menuitem, new() { Name = "Русский" }).ClickAsync();

        await Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Поды");
        await Expect(visitor.Page).ToHaveURLAsync(_host.Url + "/pods?q=web");
        await Expect(visitor.Page.GetByText("1 из 2")).ToBeVisibleAsync();
        await visitor.Page.ReloadAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Поды");
    }

    private static async Task<Dictionary<string, string>> DictionaryAsync(string language)
    {
        await using var file = File.OpenRead(Path.Combine(Checkout.Folder, "web", "src", "shared", "i18n", $"{language}.json"));
        return await JsonSerializer.DeserializeAsync<Dictionary<string, string>>(file) ?? [];
    }
}
