using System.CommandLine;
using System.Text.Json.Nodes;
using Netaas.Cli.Http;
using Netaas.Cli.Kinds;

namespace Netaas.Cli.Commands;

internal static class GetCommand
{
    private static readonly Argument<string> s_kind = References.Kind(_ => true);
    private static readonly Argument<string?> s_name = new("name") { HelpName = "name", Arity = ArgumentArity.ZeroOrOne, Description = "One alone, by name or id." };

    private static readonly Option<string[]> s_where = new("--where") { Description = "Only those with this, as network=shop or node=node-1; may be given several times.", HelpName = "field=value" };

    public static Verb Build()
    {
        References.Complete(s_name, parsed => KindTable.Find(parsed.GetValue(s_kind) ?? ""));
        var verb = new Verb(
            "get", "Lists resources of a kind, or shows one.",
            "netaas get pods", "netaas get pods -l tier=web -o wide", "netaas get pods --where node=node-1 --where network=shop", "netaas get network shop -o yaml", "netaas get nodes -o json")
        {
            s_kind, s_name, CommonOptions.Output, CommonOptions.Label, s_where,
        };
        verb.Runs(RunAsync);
        return verb;
    }

    private static async Task<int> RunAsync(Call call, CancellationToken ct)
    {
        var kind = call.KindOf(s_kind);
        if (call.Parsed.GetValue(s_name) is { } name)
            call.Print(kind, [await OneAsync(call, kind, name, ct)], isList: false);
        else
            call.Print(kind, await ListAsync(call, kind, ct), isList: true);
        return ExitCode.Ok;
    }

    public static async Task<JsonNode> OneAsync(Call call, Kind kind, string name, CancellationToken ct) => kind switch
    {
        { IsRead: true, Parent: null } => await call.Api.GetAsync(References.Path(kind, name), ct),
        { Parent: not null } => await InParentsAsync(call, kind, ct).FirstOrDefaultAsync(one => $"{one["id"]}" == name || $"{one["cidr"]}" == name, ct)
            ?? throw new UsageException($"There is no {kind.Name} {name}: give its id or CIDR."),
        _ => throw new UsageException($"{kind.Plural} are listed alone: netaas get {kind.Plural}."),
    };

    private static async Task<List<JsonNode>> ListAsync(Call call, Kind kind, CancellationToken ct)
    {
        var path = (call.Of(CommonOptions.Label) ?? []).Aggregate(kind.Plural, (query, label) => ApiClient.Query(query, "label", label));
        path = (call.Of(s_where) ?? []).Select(text => FilterOf(kind, text)).Aggregate(path, (query, filter) => ApiClient.Query(query, filter.Field, filter.Value));
        var list = kind.Parent is null ? call.Api.ListAsync(path, ct) : InParentsAsync(call, kind, ct);
        var found = new List<JsonNode>();
        await foreach (var one in list)
            found.Add(one);
        return found;
    }

    private static (string Field, string Value) FilterOf(Kind kind, string text) => text.Split('=', 2) is [var field, { Length: > 0 } value] && kind.Filters.Contains(field)
        ? (field, value)
        : throw new UsageException(kind.Filters.Count > 0 ? $"{kind.Plural} are found by {string.Join(", ", kind.Filters)}: --where {kind.Filters[0]}=…" : $"{kind.Plural} are found by nothing but their labels.");

    private static async IAsyncEnumerable<JsonNode> InParentsAsync(Call call, Kind kind, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var parents = KindTable.Find(kind.Parent ?? "") ?? throw new InvalidOperationException($"{kind.Name} has no parent.");
        await foreach (var parent in call.Api.ListAsync(parents.Plural, ct))
            await foreach (var one in call.Api.ListAsync($"{References.Path(parents, $"{parent["name"]}")}/{kind.Plural}", ct))
                yield return one;
    }

    private static async Task<JsonNode?> FirstOrDefaultAsync(this IAsyncEnumerable<JsonNode> list, Func<JsonNode, bool> isMeant, CancellationToken ct)
    {
        await foreach (var one in list.WithCancellation(ct))
            if (isMeant(one))
                return one;
        return null;
    }
}
