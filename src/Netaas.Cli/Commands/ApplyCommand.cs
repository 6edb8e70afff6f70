using System.CommandLine;
using System.Text.Json.Nodes;
using Netaas.Cli.Apply;
using Netaas.Cli.Http;
using Netaas.Cli.Output;
using Netaas.Cli.Yaml;

namespace Netaas.Cli.Commands;

/// <summary><c>apply</c> and <c>plan</c>: files as one transaction, or what it would come to.</summary>
internal static class ApplyCommand
{
    private static readonly Option<string?> s_prune = new("--prune") { Description = "Delete what carries these labels and is not in the files: app=shop,tier=web." };
    private static readonly Option<bool> s_kernel = new("--kernel") { Description = "Show the kernel objects of each node, too." };

    public static Verb Build()
    {
        var apply = new Verb(
            "apply", "Makes resources as files say, all or none.",
            "netaas apply -f deploy/examples/three-tier/yaml --wait", "netaas apply -f deploy/examples/three-tier/yaml --prune app=shop")
        {
            CommonOptions.Files, s_prune, CommonOptions.Wait, CommonOptions.Timeout, CommonOptions.Output,
        };
        apply.Runs((call, ct) => GuardAsync(call, ApplyAsync, ct));
        return apply;
    }

    public static Verb BuildPlan()
    {
        var plan = new Verb(
            "plan", "Shows what apply would do, and does nothing. Ends with 2 if there is something to do.",
            "netaas plan -f deploy/examples/three-tier/yaml --kernel")
        {
            CommonOptions.Files, s_prune, s_kernel, CommonOptions.Output,
        };
        plan.Runs((call, ct) => GuardAsync(call, PlanAsync, ct));
        return plan;
    }

    private static async Task<int> PlanAsync(Call call, Wanted wanted, CancellationToken ct)
    {
        var result = (await call.Api.PostAsync("apply?dryRun=true", wanted.Body, ct)).Fields;
        if (call.Of(CommonOptions.Output) == OutputForm.Json)
            call.Out.WriteLine(JsonText.Indented(result));
        else
        {
            var printer = new PlanPrinter(call.Out, call.Ink);
            printer.Resources(result);
            if (call.Of(s_kernel))
                printer.KernelObjects(result);
            printer.Planned(result);
        }
        return PlanPrinter.HasChanges(result) ? ExitCode.HasChanges : ExitCode.Ok;
    }

    private static async Task<int> ApplyAsync(Call call, Wanted wanted, CancellationToken ct)
    {
        var sent = call.Api.PostAsync(CommonOptions.Waiting(call, "apply"), wanted.Body, ct);
        if (call.Of(CommonOptions.Wait))
            await ReadyView.ShowAsync(call, sent, ct);
        var answer = await sent;
        if (call.Of(CommonOptions.Output) == OutputForm.Json)
            call.Out.WriteLine(JsonText.Indented(answer.Body));
        else
            new PlanPrinter(call.Out, call.Ink).Done(answer.Fields);
        foreach (var lagging in answer.Fields["lagging"] as JsonArray ?? [])
            call.Error.WriteLine(lagging?["node"] is { } node ? $"netaas: {node} does not have it yet: {lagging["reason"]}" : $"netaas: {lagging?["reason"]}");
        return answer.IsLagging ? ExitCode.NotReady : ExitCode.Ok;
    }

    /// <summary>Reads the files, and tells all that is wrong with them at once.</summary>
    private static async Task<int> GuardAsync(Call call, Func<Call, Wanted, CancellationToken, Task<int>> run, CancellationToken ct)
    {
        var files = ResourceFiles.Read(call.Of(CommonOptions.Files) ?? []);
        if (files.Mistakes.Count > 0)
            return Tell(call, files.Mistakes);
        try
        {
            return await run(call, new Wanted(files.Resources, ResourceSet.Body(files.Resources, Labels(call.Of(s_prune)))), ct);
        }
        catch (RefusedException refused) when (refused.Problem.Errors.Count > 0)
        {
            var found = ResourceSet.Locate(refused.Problem, files.Resources).ToList();
            var others = refused.Problem with { Errors = [.. refused.Problem.Errors.Where(error => !error.Field.StartsWith("resources[", StringComparison.Ordinal))] };
            if (others.Errors.Count > 0)
                Failures.Tell(call.Error, others);
            var rest = refused.Problem.Status == 400 ? await FurtherAsync(call, files.Resources, found.Select(one => one.Resource).ToHashSet(), ct) : [];
            return found.Count + rest.Count > 0 ? Tell(call, [.. found.Select(one => one.Mistake), .. rest]) : ExitCode.Failed;
        }
    }

    /// <summary>The API looks for clashes only where it could read everything: so it is asked about the others alone.</summary>
    private static async Task<IReadOnlyList<Mistake>> FurtherAsync(Call call, IReadOnlyList<FileResource> resources, HashSet<FileResource> broken, CancellationToken ct)
    {
        var others = ResourceSet.Independent(resources, broken);
        try
        {
            if (others.Count > 0)
                await call.Api.PostAsync("apply?dryRun=true", ResourceSet.Body(others, null), ct);
            return [];
        }
        catch (RefusedException refused)
        {
            return [.. ResourceSet.Locate(refused.Problem, others).Select(one => one.Mistake)];
        }
    }

    private static int Tell(Call call, IReadOnlyList<Mistake> mistakes)
    {
        foreach (var mistake in mistakes.OrderBy(one => one.Place.File, StringComparer.Ordinal).ThenBy(one => one.Place.Line))
            call.Error.WriteLine(mistake);
        call.Error.WriteLine($"netaas: {mistakes.Count} {(mistakes.Count == 1 ? "mistake" : "mistakes")}; nothing was changed.");
        return ExitCode.Failed;
    }

    private static Dictionary<string, string>? Labels(string? text)
    {
        var pairs = text?.Split(',').Select(pair => pair.Split('=', 2)).ToList();
        return pairs is null ? null
            : pairs.All(pair => pair.Length == 2) && pairs.DistinctBy(pair => pair[0]).Count() == pairs.Count ? pairs.ToDictionary(pair => pair[0], pair => pair[1])
            : throw new UsageException("--prune takes labels, each once: app=shop,tier=web.");
    }

    private sealed record Wanted(IReadOnlyList<FileResource> Resources, JsonObject Body);
}
