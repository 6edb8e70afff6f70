using System.Text.Json.Nodes;
using Netaas.Cli.Output;

namespace Netaas.Cli.Apply;

/// <summary>What an apply does, would do or has done, for people.</summary>
internal sealed class PlanPrinter(TextWriter output, Ink ink)
{
    /// <summary>The effects that change something.</summary>
    public static IReadOnlyList<string> Effects { get; } = ["created", "changed", "deleted"];

    public static bool HasChanges(JsonObject result) => Effects.Any(effect => Count(result, effect) > 0);

    public static int Count(JsonObject result, string effect) => (result[effect] as JsonArray)?.Count ?? 0;

    /// <summary>What changes, field by field; of what goes, its name says enough.</summary>
    public void Resources(JsonObject plan)
    {
        foreach (var effect in Effects)
            foreach (var applied in plan[effect] as JsonArray ?? [])
            {
                output.WriteLine(Signed(effect, $"{applied?["kind"]} {applied?["name"]}"));
                if (effect != "deleted")
                    Fields(ResourceDiff.Of(applied?["before"] as JsonObject, applied?["after"] as JsonObject));
            }
    }

    private void Fields(IEnumerable<FieldChange> fields)
    {
        foreach (var field in fields)
            output.WriteLine(field switch
            {
                { Before: null } => ink.Added($"    {field.Field}: {field.After}"),
                { After: null } => ink.Removed($"    {field.Field}: {field.Before} → (none)"),
                _ => ink.Changed($"    {field.Field}: {field.Before} → {field.After}"),
            });
    }

    public void KernelObjects(JsonObject result)
    {
        foreach (var node in result["nodes"] as JsonArray ?? [])
        {
            output.WriteLine(ink.Strong($"{node?["node"]}"));
            foreach (var created in node?["create"] as JsonArray ?? [])
                output.WriteLine(ink.Added($"  + {created}"));
            foreach (var changed in node?["change"] as JsonArray ?? [])
                output.WriteLine(ink.Changed($"  ~ {changed?["from"]} → {changed?["to"]}"));
            foreach (var removed in node?["remove"] as JsonArray ?? [])
                output.WriteLine(ink.Removed($"  - {removed}"));
        }
    }

    public void Planned(JsonObject result) => output.WriteLine(HasChanges(result)
        ? $"{Count(result, "created")} to create, {Count(result, "changed")} to change, {Count(result, "deleted")} to delete, {Count(result, "unchanged")} unchanged"
        : $"no change ({Count(result, "unchanged")} unchanged)");

    public void Done(JsonObject result)
    {
        foreach (var effect in Effects)
            foreach (var applied in result[effect] as JsonArray ?? [])
            {
                output.WriteLine($"{Signed(effect, $"{applied?["kind"]} {applied?["name"]}")} {effect}");
                if (applied?["secret"] is { } secret)
                    output.WriteLine(ink.Strong($"    secret: {secret}") + " (shown this once)");
            }
        output.WriteLine(HasChanges(result)
            ? $"{Count(result, "created")} created, {Count(result, "changed")} changed, {Count(result, "deleted")} deleted, {Count(result, "unchanged")} unchanged"
            : $"no change ({Count(result, "unchanged")} unchanged)");
    }

    private string Signed(string effect, string text) => effect switch
    {
        "created" => ink.Added("+ " + text),
        "deleted" => ink.Removed("- " + text),
        _ => ink.Changed("~ " + text),
    };
}
