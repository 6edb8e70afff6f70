using System.CommandLine;
using System.Text.Json.Nodes;
using Netaas.Cli.Apply;
using Netaas.Cli.Http;
using Netaas.Cli.Kinds;

namespace Netaas.Cli.Commands;

/// <summary><c>history</c> and <c>rollback</c>.</summary>
internal static class HistoryCommand
{
    public static readonly Kind Change = KindTable.Find("change") ?? throw new InvalidOperationException("The table has no changes.");

    private static readonly Option<int> s_limit = new("--limit") { Description = "How many, newest first.", DefaultValueFactory = _ => 20 };
    private static readonly Option<string?> s_kind = new("--kind") { Description = "Only changes of this kind." };
    private static readonly Option<string?> s_resource = new("--resource") { Description = "Only changes of the resource of this name or id." };
    private static readonly Argument<long> s_revision = new("revision") { Description = "As history shows it: what stood right after it is restored." };
    private static readonly Option<bool> s_yes = new("--yes", "-y") { Description = "Don't ask." };
    private static readonly Option<bool> s_kernel = new("--kernel") { Description = "Show the kernel objects of each node, too." };
    private static readonly Option<bool> s_dryRun = new("--dry-run") { Description = "Show the plan alone; 2 if there is something to do." };

    public static Verb Build()
    {
        var verb = new Verb("history", "Lists what was changed, by whom and when.", "netaas history --limit 5", "netaas history --kind pod --resource probe -o json")
        {
            s_limit, s_kind, s_resource, CommonOptions.Output,
        };
        verb.Runs(ListAsync);
        return verb;
    }

    public static Verb BuildRollback()
    {
        var verb = new Verb("rollback", "Brings a project's resources back to a revision; shows the plan first and asks.", "netaas rollback $(netaas history --kind port-mapping --limit 1 -o json | jq '.items[0].revision') --yes")
        {
            s_revision, s_yes, s_dryRun, s_kernel, CommonOptions.Wait, CommonOptions.Timeout,
        };
        verb.Runs(RollbackAsync);
        return verb;
    }

    private static async Task<int> ListAsync(Call call, CancellationToken ct)
    {
        var path = $"changes?limit={call.Of(s_limit)}";
        if (call.Of(s_kind) is { } word)
            path = ApiClient.Query(path, "kind", KindTable.Find(word)?.Name ?? word);
        if (call.Of(s_resource) is { } resource)
            path = ApiClient.Query(path, "resource", resource);
        var items = (await call.Api.GetAsync(path, ct))["items"] as JsonArray ?? [];
        call.Print(Change, [.. items.OfType<JsonNode>()], isList: true);
        return ExitCode.Ok;
    }

    private static async Task<int> RollbackAsync(Call call, CancellationToken ct)
    {
        var path = $"changes/{call.Of(s_revision)}/rollback";
        var plan = (await call.Api.PostAsync($"{path}?dryRun=true", null, ct)).Fields;
        var printer = new PlanPrinter(call.Out, call.Ink);
        printer.Resources(plan);
        if (call.Of(s_kernel))
            printer.KernelObjects(plan);
        printer.Planned(plan);
        if (!PlanPrinter.HasChanges(plan))
            return ExitCode.Ok;
        if (call.Of(s_dryRun))
            return ExitCode.HasChanges;
        if (!call.Of(s_yes) && !IsAgreed(call))
            return ExitCode.Failed;
        var done = await call.Api.PostAsync(CommonOptions.Waiting(call, path), null, ct);
        printer.Done(done.Fields);
        return done.IsLagging ? ExitCode.NotReady : ExitCode.Ok;
    }

    private static bool IsAgreed(Call call)
    {
        call.Out.Write("Do it? [y/N] ");
        return Console.In.ReadLine()?.Trim() is "y" or "yes";
    }
}
