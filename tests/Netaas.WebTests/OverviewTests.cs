using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Netaas.WebTests;

public sealed class OverviewTests(Chromium chromium) : IAsyncLifetime
{
    private PageHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await PageHost.StartAsync(nodes: 2);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_change_is_seen_on_its_way_and_when_it_has_arrived_with_the_time_it_took()
    {
        _host[2].IsObedient = false;
        await using var visitor = await Visitor.SignedInAsync(chromium, _host);
        var changes = visitor.Page.GetByRole(AriaRole.Region, new() { Name = "Changes on their way" });
        await Expect(changes).ToContainTextAsync("Nothing has been asked for yet");

        (await _host.Api.PostAsync("networks", """{"name":"blue","podCidrs":["10.10.0.0/16"]}""")).Must(201);
        await Expect(changes).ToContainTextAsync("1 in flight, 0 held up");
        await Expect(changes).ToContainTextAsync("applied 1/2");

        _host[2].IsObedient = true;
        await _host[2].ReportAsync();
        await Expect(changes).ToContainTextAsync("applied 2/2");
        await Expect(changes).ToContainTextAsync("ready in");
        await Expect(visitor.Page.GetByRole(AriaRole.Region, new() { Name = "From change to ready" })).ToContainTextAsync("1 change in the last hour");
        await changes.GetByRole(AriaRole.Link, new() { Name = "blue" }).ClickAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("network blue");
    }

    [Fact]
    public async Task Address_space_that_runs_low_is_named_and_leads_to_its_network_with_its_use_over_time()
    {
        (await _host.Api.PostAsync("networks", """{"name":"small","podCidrs":["10.10.0.0/28"],"nodePrefixLengths":[30]}""")).Must(201);
        foreach (var node in new[] { 1, 2 })
            (await _host.Api.PostAsync("pods?wait=ready", $$"""{"name":"web-{{node}}","network":"small","node":"node-{{node}}"}""")).Must(201);
        await using var visitor = await Visitor.SignedInAsync(chromium, _host);
        var space = visitor.Page.GetByRole(AriaRole.Region, new() { Name = "Address space" });
        await space.GetByRole(AriaRole.Link, new() { Name = "small" }).ClickAsync();

        await Expect(visitor.Page).ToHaveURLAsync(_host.Url + "/networks/small");
        await Expect(visitor.Page.GetByRole(AriaRole.Img, new() { Name = "Held addresses over time" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Host_ports_say_who_holds_what_on_which_node()
    {
        (await _host.Api.PostAsync("pods", """{"name":"web","node":"node-1"}""")).Must(201);
        (await _host.Api.PostAsync("pods", """{"name":"proxy","node":"node-2","mode":"host","ports":[{"port":9000,"protocol":"tcp"}]}""")).Must(201);
        (await _host.Api.PostAsync("port-mappings", """{"name":"http","pod":"web","hostPort":8080,"targetPort":80}""")).Must(201);
        await using var visitor = await Visitor.SignedInAsync(chromium, _host, "/host-ports");
        var rows = visitor.Page.GetByRole(AriaRole.Table, new() { Name = "Host ports" }).Locator("tbody").GetByRole(AriaRole.Row);
        await Expect(rows).ToHaveCountAsync(3);

        await visitor.Page.GetByLabel("Filter ports").FillAsync("9000");
        await Expect(rows).ToHaveCountAsync(1);
        await Expect(visitor.Page).ToHaveURLAsync(_host.Url + "/host-ports?q=9000");
        await rows.GetByRole(AriaRole.Link, new() { Name = "proxy" }).ClickAsync();
        await Expect(visitor.Page).ToHaveURLAsync(_host.Url + "/pods/proxy");
    }
}
