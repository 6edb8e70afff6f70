using System.Collections.Immutable;
using System.Text.Json;
using Netaas.Core;

namespace Netaas.Nftables.Listing;

/// <summary>Reads libnftables' JSON (libnftables-json(5)) into our objects. What we never write, it passes over.</summary>
internal static class TableReader
{
    public static NftTableState Read(NftTable table, string json)
    {
        using var document = JsonDocument.Parse(json);
        var chains = new Dictionary<NftName, NftChain>();
        var comments = new Dictionary<NftName, List<string>>();
        var sets = ImmutableDictionary.CreateBuilder<NftName, NftSetState>();
        foreach (var (kind, value) in Objects(document))
            switch (kind)
            {
                case "chain" when Name(value, "name") is { } name:
                    chains[name] = new NftChain(name, ChainReader.Base(value));
                    comments[name] = [];
                    break;
                case "rule" when Name(value, "chain") is { } chain && comments.TryGetValue(chain, out var list):
                    list.Add(value.TryGetProperty("comment", out var comment) ? comment.GetString() ?? "" : "");
                    break;
                case "set" or "map" when Name(value, "name") is { } name && SetReader.Read(name, value) is { } set:
                    sets[name] = set;
                    break;
            }
        return new NftTableState(table)
        {
            Chains = chains.ToImmutableDictionary(c => c.Key, c => new NftChainState(c.Value, comments[c.Key].ToEquatableList())),
            Sets = sets.ToImmutable(),
        };
    }

    /// <summary>Whether the answer to <c>list tables</c> names the table.</summary>
    public static bool ListsTable(NftTable table, string json)
    {
        using var document = JsonDocument.Parse(json);
        return Objects(document).Any(o => o.Kind == "table"
            && o.Value.GetProperty("family").GetString() == table.FamilyName
            && o.Value.GetProperty("name").GetString() == table.Name.Value);
    }

    private static IEnumerable<(string Kind, JsonElement Value)> Objects(JsonDocument document)
    {
        foreach (var item in document.RootElement.GetProperty("nftables").EnumerateArray())
            foreach (var property in item.EnumerateObject())
                yield return (property.Name, property.Value);
    }

    private static NftName? Name(JsonElement value, string property) =>
        value.GetProperty(property).GetString() is { } text && NftName.IsValid(text) ? new NftName(text) : null;
}
