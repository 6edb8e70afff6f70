using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Netaas.WebTests;

/// <summary>Pictures of every page, in both themes, on a wide and a narrow screen, into the folder that NETAAS_SCREENSHOTS names.</summary>
public sealed class Screenshots(Chromium chromium) : IAsyncLifetime
{
    private const string Wanted = "NETAAS_SCREENSHOTS";

    private static readonly string? Folder = Environment.GetEnvironmentVariable(Wanted);

    private static readonly (string Name, string Path)[] Views =
    [
        ("overview", "/"), ("nodes", "/nodes"), ("node", "/nodes/node-2"), ("networks", "/networks"), ("network", "/networks/blue"),
        ("new-network", "/networks?create=true"), ("pods", "/pods"), ("pod", "/pods/web"), ("pod-json", "/pods/web?tab=json"), ("new-pod", "/pods?create=true"),
        ("port-mappings", "/port-mappings"), ("port-mapping", "/port-mappings/web-http"), ("new-port-mapping", "/port-mappings?create=true"),
        ("host-ports", "/host-ports"), ("node-drift", "/nodes/node-1?tab=drift"), ("node-kernel", "/nodes/node-1?tab=kernel"), ("node-ruleset", "/nodes/node-1?tab=ruleset"), ("pod-kernel", "/pods/web?tab=kernel"), ("network-addresses", "/networks/blue?block=10.10.1.0%2F24"),
        ("services", "/services"), ("service", "/services/frontend"), ("new-service", "/services?create=true"),
        ("edit-service", "/services/frontend?edit=true"), ("pools", "/pools"), ("holders", "/holders?hostPort=8080"), ("pool", "/pools/pods"),
        ("changes", "/changes"), ("change", "/changes/12"), ("apply", "/apply"), ("planner", "/planner?family=dual&cidr=10.10.0.0%2F22&split=24"), ("access", "/access"), ("topology", "/topology"), ("topology-pod", "/topology?pod=api-1"),
    ];

    private PageHost _host = null!;

    public static bool AreNotWanted => Folder is null;

    public async ValueTask InitializeAsync() => _host = await PageHost.StartAsync(nodes: 6);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory(Skip = Wanted + " is not set", SkipWhen = nameof(AreNotWanted))]
    [InlineData("light", ColorScheme.Light, 1440)]
    [InlineData("dark", ColorScheme.Dark, 1440)]
    [InlineData("narrow", ColorScheme.Light, 390)]
    [InlineData("narrow-dark", ColorScheme.Dark, 390)]
    public async Task Pictures_of_every_page(string set, ColorScheme scheme, int width)
    {
        await PictureAsync(set, "empty", scheme, width, [("overview", "/"), ("pods", "/pods")]);
        await RecordMuchAsync();
        _host[4].IsObedient = false;
        (await _host.Api.PostAsync("pods", """{"name":"batch","network":"staging","node":"node-4"}""")).Must(201);
        await PictureAsync(set, "", scheme, width, Views[..1]);
        _host[4].IsObedient = true;
        await _host[4].ReportAsync();
        await PictureAsync(set, "", scheme, width, Views[1..]);
        await PictureAsync(set, "ru", scheme, width, [("overview", "/"), ("pods", "/pods"), ("new-service", "/services?create=true")], "ru-RU");
        await PictureAsync(set, "zh", scheme, width, [("overview", "/"), ("network", "/networks/blue")], "zh-CN");
        _host.Silence(_host[5]);
        await PictureAsync(set, "trouble", scheme, width, [("overview", "/"), ("nodes", "/nodes"), ("pod", "/pods/api-4")]);
    }

    private async Task PictureAsync(string set, string prefix, ColorScheme scheme, int width, (string Name, string Path)[] views, string locale = "en-US")
    {
        var folder = Directory.CreateDirectory(Path.Combine(Folder ?? "", set)).FullName;
        await using var visitor = await Visitor.ComeAsync(chromium, _host, new() { ColorScheme = scheme, Locale = locale, ViewportSize = new() { Width = width, Height = 900 } });
        await visitor.Page.GotoAsync("/");
        await Expect(visitor.Page.Locator("input")).ToBeVisibleAsync();
        await visitor.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, "sign-in.png") });
        await visitor.Page.Locator("input").FillAsync(ApiTests.ApiHost.AdminToken);
        await visitor.Page.Keyboard.PressAsync("Enter");
        var live = visitor.Page.Locator("[data-state=live]");
        foreach (var (name, path) in views)
        {
            await Expect(live).ToBeVisibleAsync();
            await visitor.Page.GotoAsync(path);
            await Expect(live).ToBeVisibleAsync();
            if (prefix == "trouble")
                await Expect(visitor.Page.GetByText("Degraded").First).ToBeVisibleAsync(new() { Timeout = 20_000 });
            await Expect(visitor.Page.Locator("[aria-busy=true], .mantine-Skeleton-root")).ToHaveCountAsync(0);
            await visitor.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{prefix}{(prefix == "" ? "" : "-")}{name}.png"), Animations = ScreenshotAnimations.Disabled });
        }
    }

    private async Task RecordMuchAsync()
    {
        await Example.RecordAsync(_host);
        Example.LookInto(_host[1]);
        await _host[1].ReportAsync();
        foreach (var network in new[] { "green", "staging" })
            (await _host.Api.PostAsync("networks", $$"""{"name":"{{network}}","servicePrefixLengths":[20]}""")).Must(201);
        for (var i = 1; i <= 9; i++)
            (await _host.Api.PostAsync("pods?wait=ready", $$$"""{"name":"api-{{{i}}}","network":"green","node":"node-{{{i % 5 + 1}}}","labels":{"app":"api"}}""")).Must(201);
        (await _host.Api.PostAsync("port-mappings?wait=ready", """{"name":"api","pod":"api-1","hostPort":8443,"targetPort":443}""")).Must(201);
        (await _host.Api.PostAsync("services?wait=ready", """{"name":"frontend","network":"green","selector":{"app":"api"},"ports":[{"name":"https","port":443},{"name":"metrics","port":9090,"targetPortName":"metrics"}]}""")).Must(201);
        (await _host.Api.PostAsync("port-mappings?wait=ready", """{"name":"dns","pod":"api-2","hostPort":5353,"targetPort":53,"protocol":"udp"}""")).Must(201);
        await SampleAsync();
        await Example.LookIntoAsync(_host, _host[1]);
    }

    /// <summary>A day in the life of the networks: pictures over time need a past.</summary>
    private async Task SampleAsync()
    {
        await using var command = _host.Api.Data.CreateCommand(
            """
            INSERT INTO network_usage SELECT c.network_id, now() - n * interval '5 minutes', c.cidr, round(9 + 34 * sin(n / 52.0) ^ 2 + n % 7)
            FROM network_cidrs c, generate_series(1, 287) n WHERE c.purpose = 'pods' ON CONFLICT DO NOTHING
            """);
        await command.ExecuteNonQueryAsync();
    }
}
