using System.Net;
using System.Text.Json;
using Netaas.Contracts;
using Netaas.Core;
using Netaas.Core.Json;
using Netaas.Core.Naming;
using Netaas.Core.View;
using Netaas.Dataplane.Compile;
using Netaas.Dataplane.Objects;
using Xunit;

namespace Netaas.UnitTests.Dataplane;

/// <summary>A folder each: a view and what it compiles to.</summary>
public sealed class ScenarioTests
{
    public static TheoryData<string> Scenarios() => [.. Names()];

    internal static IEnumerable<string> Names() =>
        Directory.GetDirectories(Path.Combine(Golden.Folder(), "Scenarios")).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);

    internal static string Folder(string scenario) => Path.Combine(Golden.Folder(), "Scenarios", scenario);

    internal static NodePlan Plan(string scenario) => NodeCompiler.Compile(View(Folder(scenario)));

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void View_compiles_to_the_recorded_plan_and_ruleset(string scenario)
    {
        var folder = Folder(scenario);
        var plan = Plan(scenario);

        Golden.Check(Path.Combine(folder, "plan.txt"), PlanText(plan));
        Golden.Check(Path.Combine(folder, "ruleset.nft"), RulesetText(plan));
    }

    private static NodeView View(string folder)
    {
        var snapshot = JsonSerializer.Deserialize<NodeSnapshot>(File.ReadAllText(Path.Combine(folder, "view.json")), NetaasJson.Options)!;
        var view = Views.Of(snapshot.Node, snapshot.Items);
        var path = Path.Combine(folder, "around.json");
        return File.Exists(path) && JsonSerializer.Deserialize<Around>(File.ReadAllText(path), NetaasJson.Options) is { } around
            ? view with { Dead = [.. around.Dead], Answered = [.. around.Answered] }
            : view;
    }

    /// <summary>What the node found out by itself; a scenario without it has found nothing.</summary>
    private sealed record Around(EquatableList<NodeId> Dead, EquatableList<IPAddress> Answered);

    private static string PlanText(NodePlan plan)
    {
        var objects = plan.Objects.Where(wanted => wanted is not SetElementObject).OrderBy(wanted => wanted.Key).Select(wanted => wanted.Text);
        var lacking = plan.Incomplete.Select(item => $"incomplete {item.Item.Kind}: {item.Incomplete}").Order(StringComparer.Ordinal);
        return string.Concat(objects.Concat(lacking).Select(line => line + "\n"));
    }

    internal static string RulesetText(NodePlan plan)
    {
        var elements = plan.Objects.OfType<SetElementObject>().OrderBy(wanted => wanted.Key).Select(wanted => $"add {wanted.Text}\n");
        return string.Concat(plan.Objects.OfType<RulesetObject>().Select(_ => Ruleset.Listing).Concat(elements));
    }
}
