using System.Text.Json;
using Netaas.Api.Http;
using Netaas.Api.Resources;

namespace Netaas.Api.Apply;

/// <summary>A set of resources, read: what it wants, and what it lets go.</summary>
/// <param name="Wishes">In the order in which the kinds build on each other, with the place of each in the request.</param>
/// <param name="Prune">What carries these labels and is not wished for goes; null where nothing does.</param>
internal sealed record ApplySet(IReadOnlyList<(int Place, Wish Wish)> Wishes, Labels? Prune)
{
    /// <summary>Resources that go by name.</summary>
    public IReadOnlyList<(string Kind, string Name)> Deletions { get; init; } = [];

    private const int MaxResources = 10_000;

    /// <param name="kinds">In the order in which they build on each other.</param>
    public static Outcome<ApplySet> Read(JsonElement body, IReadOnlyList<IApplicable> kinds)
    {
        var reader = FieldReader.Of(body);
        var prune = reader.Has("prune") ? reader.Labels("prune") : null;
        if (prune is { Pairs.Count: 0 })
            reader.Refuse("prune", "empty", "Give at least one label: without one, everything would be deleted.");
        var place = 0;
        var wishes = reader.Objects("resources", resource => (Place: place++, Wish: ReadWish(resource, kinds))) ?? [];
        if (!reader.Has("resources"))
            reader.Refuse("resources", "required", "Give the resources.");
        if (wishes.Count > MaxResources)
            reader.Refuse("resources", "tooMany", $"Give at most {MaxResources} resources.");
        foreach (var twice in wishes.Where(wish => wish.Wish is not null).GroupBy(wish => (wish.Wish?.Kind, wish.Wish?.Name)).Where(group => group.Count() > 1))
            reader.Refuse($"resources[{twice.Last().Place}].name", "duplicate", $"The set has two of {twice.Key.Kind} '{twice.Key.Name}'.");
        reader.RefuseUnknown();
        if (reader.Problems.Count > 0)
            return Problem.Invalid(reader.Problems);
        var order = kinds.Select(kind => kind.Kind).ToList();
        var sorted = new List<(int, Wish)>();
        foreach (var (at, wish) in wishes.OrderBy(wish => order.IndexOf(wish.Wish?.Kind ?? "")))
            if (wish is not null)
                sorted.Add((at, wish));
        return new ApplySet(sorted, prune);
    }

    private static Wish? ReadWish(FieldReader resource, IReadOnlyList<IApplicable> kinds)
    {
        var name = resource.Text("kind");
        if (kinds.FirstOrDefault(kind => kind.Kind == name) is { } found)
            return found.Read(resource);
        resource.Refuse("kind", "unknownKind", $"Your token may apply these: {string.Join(", ", kinds.Select(kind => kind.Kind))}.");
        resource.IgnoreAll();
        return null;
    }
}
