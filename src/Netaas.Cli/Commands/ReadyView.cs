using Netaas.Cli.Http;
using Netaas.Cli.Output;
using Spectre.Console;

namespace Netaas.Cli.Commands;

/// <summary>The nodes while a change reaches them, for whoever looks at a terminal. The answer that is waited for has the last word.</summary>
internal static class ReadyView
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(250);

    public static async Task ShowAsync(Call call, Task<ApiAnswer> sent, CancellationToken ct)
    {
        if (Console.IsOutputRedirected || sent.IsCompleted)
            return;
        await AnsiConsole.Live(new Spectre.Console.Table()).AutoClear(true).StartAsync(async live =>
        {
            while (!sent.IsCompleted)
            {
                live.UpdateTarget(await TableAsync(call.Api, ct));
                await Task.WhenAny(sent, Task.Delay(s_interval, ct));
            }
        });
    }

    private static async Task<Spectre.Console.Table> TableAsync(ApiClient api, CancellationToken ct)
    {
        var table = new Spectre.Console.Table().AddColumns("Node", "Status", "Applied", "");
        try
        {
            var last = (await api.GetAsync("changes?limit=1", ct))["items"]?[0]?["revision"]?.GetValue<long>() ?? 0;
            await foreach (var node in api.ListAsync("nodes", ct))
            {
                var applied = Cell.Find(node, "status.appliedRevision")?.GetValue<long>() ?? 0;
                table.AddRow(Markup.Escape($"{node["name"]}"), Cell.Of(Cell.Find(node, "status.phase")), $"{applied}", applied >= last ? "[green]has it[/]" : "[yellow]on its way[/]");
            }
        }
        catch (Exception away) when (away is RefusedException or HttpRequestException)
        {
            // A view that fails for a moment is no reason to give up what it shows.
            table.AddRow("", "not known", "", "");
        }
        return table;
    }
}
