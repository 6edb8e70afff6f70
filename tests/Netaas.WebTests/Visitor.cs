using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Netaas.ApiTests;
using static Microsoft.Playwright.Assertions;

namespace Netaas.WebTests;

/// <summary>
/// Somebody at a browser of their own. When they leave, the browser must have had nothing to complain about: no script
/// error, nothing on the console, no request or style against the content security policy.
/// </summary>
public sealed partial class Visitor : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly List<string> _complaints = [];

    private Visitor(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
        page.Console += (_, message) => Note(message.Type is "error" or "warning", message.Text);
        page.PageError += (_, error) => Note(true, error);
    }

    public IPage Page { get; }

    public static Task<Visitor> ComeAsync(Chromium chromium, PageHost host, BrowserNewContextOptions? options = null) =>
        ComeAsync(chromium, host.Url, options);

    public static async Task<Visitor> ComeAsync(Chromium chromium, string url, BrowserNewContextOptions? options = null)
    {
        options ??= new BrowserNewContextOptions();
        options.BaseURL = url;
        var context = await chromium.Browser.NewContextAsync(options);
        context.SetDefaultTimeout(30_000);
        return new Visitor(context, await context.NewPageAsync());
    }

    /// <summary>Comes, signs in as the administrator and opens a page.</summary>
    public static async Task<Visitor> SignedInAsync(Chromium chromium, PageHost host, string path = "/", BrowserNewContextOptions? options = null)
    {
        var visitor = await ComeAsync(chromium, host, options);
        await visitor.Page.GotoAsync(path);
        await visitor.SignInAsync(ApiHost.AdminToken);
        await Expect(visitor.Page.GetByText("Live", new() { Exact = true })).ToBeVisibleAsync();
        return visitor;
    }

    public async Task SignInAsync(string token)
    {
        await Page.GetByLabel("Token", new() { Exact = true }).FillAsync(token);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }

    /// <summary>A row of the list, by the name of its resource.</summary>
    public ILocator Row(string name) =>
        Page.GetByRole(AriaRole.Row).Filter(new() { Has = Page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true }) });

    public Task OfflineAsync(bool isOffline) => _context.SetOfflineAsync(isOffline);

    public async ValueTask DisposeAsync()
    {
        await _context.CloseAsync();
        Assert.Empty(_complaints);
    }

    private void Note(bool isComplaint, string text)
    {
        // The browser writes each refusal of the API to the console, and each request that it can't send while it is offline.
        if (isComplaint && !Expected().IsMatch(text))
            _complaints.Add(text);
    }

    [GeneratedRegex(@"^Failed to load resource: (the server responded with a status of 4(00|01|04|09|12)|net::ERR_INTERNET_DISCONNECTED|net::ERR_FAILED)")]
    private static partial Regex Expected();
}
