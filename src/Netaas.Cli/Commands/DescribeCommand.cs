using System.CommandLine;
using System.Text.Json.Nodes;
using Netaas.Cli.Kinds;
using Netaas.Cli.Output;

namespace Netaas.Cli.Commands;

/// <summary>All that there is to know about one resource: its fields, what stands behind it, and who changed it last.</summary>
internal static class DescribeCommand
{
    private const int Changes = 5;

    private static readonly Argument<string> s_kind = References.Kind(kind => kind.IsRead);
    private static readonly Argument<string> s_name = new("name") { HelpName = "name", Description = "By name or id." };

    public static Verb Build()
    {
        References.Complete(s_name, parsed => KindTable.Find(parsed.GetValue(s_kind) ?? ""));
        var verb = new Verb("describe", "Shows a resource, what stands behind it and its last changes.", "netaas describe service web", "netaas describe node node-1")
        {
            s_kind, s_name,
        };
        verb.Runs(RunAsync);
        return verb;
    }

    private static async Task<int> RunAsync(Call call, CancellationToken ct)
    {
        var kind = call.KindOf(s_kind);
        var resource = await GetCommand.OneAsync(call, kind, call.Of(s_name), ct);
        call.Out.Write(YamlText.Of(resource));
        foreach (var (title, path, columns) in Parts(kind, $"{resource["name"]}"))
            await ListAsync(call, title, path, columns, ct);
        var history = await call.Api.GetAsync($"changes?limit={Changes}&resource={resource["id"]}", ct);
        call.Out.WriteLine();
        call.Out.WriteLine(call.Ink.Strong("Changes"));
        call.Out.Write(Table.Of(HistoryCommand.Change.Columns, history["items"] as JsonArray ?? [], DateTimeOffset.UtcNow));
        return ExitCode.Ok;
    }

    private static IEnumerable<(string Title, string Path, IReadOnlyList<Column> Columns)> Parts(Kind kind, string name) => kind.Name switch
    {
        "service" => [("Endpoints", $"services/{name}/endpoints", [new("POD", "pod"), new("NODE", "node"), new("ADDRESSES", "addresses"), new("READY", "ready"), new("WHY NOT", "message")])],
        "network" => [("Blocks", $"blocks?network={name}", KindTable.Find("block")?.Columns ?? [])],
        "node" => [("Blocks", $"blocks?node={name}", KindTable.Find("block")?.Columns ?? [])],
        _ => [],
    };

    private static async Task ListAsync(Call call, string title, string path, IReadOnlyList<Column> columns, CancellationToken ct)
    {
        var page = await call.Api.GetAsync(path, ct);
        call.Out.WriteLine();
        call.Out.WriteLine(call.Ink.Strong(title));
        call.Out.Write(Table.Of(columns, page["items"] as JsonArray ?? [], DateTimeOffset.UtcNow));
    }
}
