using System.Text;
using Netaas.Core;

namespace Netaas.Nftables.Objects;

/// <summary>
/// Prints operations as nft text, one command a line. Elements that follow each other in one set become one command, as
/// a command costs libnftables ten times what an element does.
/// </summary>
internal static class NftScript
{
    // Bounds a line of the numbered script in an error to something that can still be read.
    private const int ElementsPerCommand = 256;

    public static string Print(IReadOnlyList<NftOperation> operations)
    {
        var text = new StringBuilder();
        for (var i = 0; i < operations.Count;)
            i += operations[i] switch
            {
                AddElement first => Elements(text, "add", first.Table, first.Element.Set, operations, i),
                DeleteElement first => Elements(text, "delete", first.Table, first.Element.Set, operations, i),
                var single => Single(text, single),
            };
        return text.ToString();
    }

    private static int Single(StringBuilder text, NftOperation operation)
    {
        text.Append(operation switch
        {
            AddTable o => $"add table {o.Table}",
            DeleteTable o => $"delete table {o.Table}",
            AddChain o => $"add chain {o.Table} {o.Chain.Name}{Base(o.Chain.Base)}",
            FlushChain o => $"flush chain {o.Table} {o.Chain}",
            DeleteChain o => $"delete chain {o.Table} {o.Chain}",
            AddRule o => $"add rule {o.Table} {o.Rule.Chain} {o.Rule.Expression} comment \"{o.Rule.Comment}\"",
            AddSet o => $"add {Kind(o.Set)} {o.Table} {o.Set.Name} {{ {Declaration(o.Set)}}}",
            FlushSet o => $"flush {Kind(o.Set)} {o.Table} {o.Set.Name}",
            DeleteSet o => $"delete {Kind(o.Set)} {o.Table} {o.Set.Name}",
            AddElement or DeleteElement => throw new InvalidOperationException("Elements are printed together."),
            _ => throw new InvalidOperationException($"No text for {operation.GetType().Name}."),
        });
        text.Append('\n');
        return 1;
    }

    private static int Elements(StringBuilder text, string verb, NftTable table, NftName set, IReadOnlyList<NftOperation> operations, int start)
    {
        text.Append(verb).Append(" element ").Append(table).Append(' ').Append(set).Append(" { ");
        var count = 0;
        while (count < ElementsPerCommand && start + count < operations.Count && SameRun(operations[start], operations[start + count]) is { } element)
        {
            if (count++ > 0)
                text.Append(", ");
            text.Append(element.Key.Text);
            if (element.Value is { } value)
                text.Append(" : ").Append(value.Text);
        }
        text.Append(" }\n");
        return count;
    }

    private static NftElement? SameRun(NftOperation first, NftOperation next) => (first, next) switch
    {
        (AddElement a, AddElement b) when a.Table == b.Table && a.Element.Set == b.Element.Set => b.Element,
        (DeleteElement a, DeleteElement b) when a.Table == b.Table && a.Element.Set == b.Element.Set => b.Element,
        _ => null,
    };

    private static string Base(NftBaseChain? chain) => chain is null
        ? ""
        : $" {{ type {Word(chain.Type)} hook {Word(chain.Hook)} priority {chain.Priority}; policy {Word(chain.Policy)}; }}";

    private static string Kind(NftSet set) => set.IsMap ? "map" : "set";

    private static string Declaration(NftSet set)
    {
        var type = set.IsMap ? $"type {Types(set.Key)} : {Types(set.Value)}; " : $"type {Types(set.Key)}; ";
        return set.Flags == NftSetFlags.None ? type : $"{type}flags {string.Join(",", Flags(set.Flags))}; ";
    }

    private static string Types(EquatableList<NftType> types) => string.Join(" . ", types.Select(t => t.Name()));

    private static IEnumerable<string> Flags(NftSetFlags flags) =>
        new[] { NftSetFlags.Interval, NftSetFlags.Dynamic, NftSetFlags.Timeout }.Where(f => flags.HasFlag(f)).Select(f => Word(f));

    // The enums' members are nft's words but for the case.
    private static string Word<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();
}
