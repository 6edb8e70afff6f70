using System.Diagnostics;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Netaas.WebTests;

/// <summary>
/// The page before the real stack and its lab, where real agents answer for real kernels. Start it with deploy/up.sh and read
/// .run/env into the environment.
/// </summary>
public sealed class LabTests(Chromium chromium)
{
    private const string Reason = "NETAAS_URL and NETAAS_TOKEN are not set: start the lab with deploy/up.sh --detach and read .run/env";

    private static readonly string? Url = Environment.GetEnvironmentVariable("NETAAS_URL");
    private static readonly string? Token = Environment.GetEnvironmentVariable("NETAAS_TOKEN");

    public static bool IsAbsent => Url is null || Token is null;

    [Fact(Skip = Reason, SkipWhen = nameof(IsAbsent))]
    public async Task A_network_and_a_pod_are_made_and_verified_and_go_again()
    {
        await using var visitor = await SignedInAsync("/networks?create=true");
        var page = visitor.Page;
        var form = page.GetByRole(AriaRole.Dialog);
        await form.GetByRole(AriaRole.Textbox, new() { Name = "Name", Exact = true }).FillAsync("of-the-page");
        await form.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog, new() { Name = "of-the-page" })).ToContainTextAsync("3 / 3");

        await page.GotoAsync("/pods?create=true");
        await form.GetByRole(AriaRole.Textbox, new() { Name = "Name", Exact = true }).FillAsync("of-the-page");
        await Choose(form, "Node", "node-2");
        await Choose(form, "Network", "of-the-page");
        await form.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog, new() { Name = "of-the-page" })).ToContainTextAsync("Ready");

        await page.GotoAsync("/networks/of-the-page");
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete it and its dependent" }).ClickAsync();
        await Expect(page.GetByText("Deleted network “of-the-page”.")).ToBeVisibleAsync();
    }

    [Fact(Skip = Reason, SkipWhen = nameof(IsAbsent))]
    public async Task A_killed_agent_and_its_return_are_shown_without_a_reload()
    {
        await using var visitor = await SignedInAsync("/nodes");
        await Expect(visitor.Row("node-3")).ToContainTextAsync("Ready");
        await LabAsync("kill", "node-3");
        try
        {
            await Expect(visitor.Row("node-3")).ToContainTextAsync("Degraded", new() { Timeout = 16_000 });
        }
        finally
        {
            await LabAsync("start", "node-3");
        }
        await Expect(visitor.Row("node-3")).ToContainTextAsync("Ready", new() { Timeout = 16_000 });
    }

    [Fact(Skip = Reason, SkipWhen = nameof(IsAbsent))]
    public async Task A_foreign_change_on_a_node_appears_as_drift_found_and_repaired()
    {
        await using var visitor = await SignedInAsync("/nodes/node-2?tab=drift");
        await Expect(visitor.Page.GetByText("No drift").Or(visitor.Page.GetByRole(AriaRole.Table, new() { Name = "Drift" })).First).ToBeVisibleAsync();
        var before = await visitor.Page.GetByText("repaired", new() { Exact = true }).CountAsync();
        await RunAsync(Path.Combine(Checkout.Folder, "deploy", "lab.sh"), "shell", "node-2", "sh", "-c", "echo 0 >/proc/sys/net/ipv4/ip_forward");

        await Expect(visitor.Page.GetByText("repaired", new() { Exact = true })).Not.ToHaveCountAsync(before, new() { Timeout = 90_000 });
    }

    private async Task<Visitor> SignedInAsync(string path)
    {
        var visitor = await Visitor.ComeAsync(chromium, Url ?? "");
        await visitor.Page.GotoAsync(path);
        await visitor.SignInAsync(Token ?? "");
        await Expect(visitor.Page.GetByText("Live", new() { Exact = true })).ToBeVisibleAsync();
        return visitor;
    }

    private static async Task Choose(ILocator form, string label, string option)
    {
        await form.GetByRole(AriaRole.Combobox, new() { Name = label, Exact = true }).Or(form.GetByRole(AriaRole.Textbox, new() { Name = label, Exact = true })).ClickAsync();
        await form.Page.GetByRole(AriaRole.Option, new() { Name = option, Exact = true }).ClickAsync();
    }

    private static Task LabAsync(string verb, string node) => RunAsync(Path.Combine(Checkout.Folder, "deploy", "lab.sh"), verb, node);

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }
}
