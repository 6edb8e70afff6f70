using System.Collections.Immutable;
using Netaas.Nftables.Objects;
using Tables = System.Collections.Immutable.ImmutableDictionary<Netaas.Nftables.NftTable, Netaas.Nftables.Fake.FakeTable>;

namespace Netaas.Nftables.Fake;

/// <summary>One transaction over the fake's tables: immutable state in, state or the kernel's error out.</summary>
internal static class FakeRun
{
    private const string Missing = "Error: No such file or directory";
    private const string Exists = "Error: File exists";
    private const string Busy = "Error: Device or resource busy";

    public static (Tables Tables, string? Error) Run(Tables tables, NftTransaction transaction)
    {
        foreach (var operation in transaction.Operations)
        {
            var (table, error) = Step(tables.GetValueOrDefault(operation.Table), operation);
            if (error is not null)
                return (tables, error);
            tables = table is null ? tables.Remove(operation.Table) : tables.SetItem(operation.Table, table);
        }
        return (tables, null);
    }

    private static (FakeTable? Table, string? Error) Step(FakeTable? table, NftOperation operation) => (table, operation) switch
    {
        (_, AddTable o) => (table ?? FakeTable.Empty(o.Table), null),
        (null, _) => (null, Missing),
        (_, DeleteTable) => (null, null),
        (_, AddChain o) => Add(table, o.Chain),
        (_, FlushChain o) => OnChain(table, o.Chain, c => (c with { Rules = [] }, null)),
        (_, DeleteChain o) => OnChain(table, o.Chain, c => (null, c.Rules.Count > 0 || table.Uses(o.Chain) ? Busy : null)),
        (_, AddRule o) => OnChain(table, o.Rule.Chain, c => (c with { Rules = c.Rules.Add(o.Rule) }, table.HasAllOf(o.Rule.Expression.Text) ? null : Missing)),
        (_, AddSet o) => Add(table, o.Set),
        (_, FlushSet o) => OnSet(table, o.Set.Name, s => (s with { Elements = s.Elements.Clear() }, null)),
        (_, DeleteSet o) => OnSet(table, o.Set.Name, _ => (null, table.Uses(o.Set.Name) ? Busy : null)),
        (_, AddElement o) => OnSet(table, o.Element.Set, s => Add(table, s, o.Element)),
        (_, DeleteElement o) => OnSet(table, o.Element.Set, s => Delete(s, o.Element)),
        _ => throw new InvalidOperationException($"The fake doesn't know {operation.GetType().Name}."),
    };

    private static (FakeTable, string?) Add(FakeTable table, NftChain chain)
    {
        if (!table.Chains.TryGetValue(chain.Name, out var found))
            return (table with { Chains = table.Chains.Add(chain.Name, new FakeChain(chain, [])) }, null);
        if (chain.Base is not { } wanted)
            return (table, null); // without a hook the kernel leaves the chain as it is
        if (found.Chain.Base is not { } present || present with { Policy = wanted.Policy } != wanted)
            return (table, Exists); // only the policy of a base chain can change
        return (table with { Chains = table.Chains.SetItem(chain.Name, found with { Chain = chain }) }, null);
    }

    private static (FakeTable, string?) Add(FakeTable table, NftSet set) => table.Sets.TryGetValue(set.Name, out var found)
        ? (table, found.Set == set ? null : Exists)
        : (table with { Sets = table.Sets.Add(set.Name, new NftSetState(set, ImmutableDictionary<NftValue, NftValue?>.Empty)) }, null);

    private static (NftSetState?, string?) Add(FakeTable table, NftSetState set, NftElement element)
    {
        if (set.Elements.TryGetValue(element.Key, out var present))
            return (set, present == element.Value ? null : Exists);
        if (!table.HasAllOf(element.Value?.Text ?? ""))
            return (set, Missing);
        return (set with { Elements = set.Elements.Add(element.Key, element.Value) }, null);
    }

    private static (NftSetState?, string?) Delete(NftSetState set, NftElement element) =>
        (set with { Elements = set.Elements.Remove(element.Key) }, set.Elements.ContainsKey(element.Key) ? null : Missing);

    private static (FakeTable, string?) OnChain(FakeTable table, NftName name, Func<FakeChain, (FakeChain?, string?)> change)
    {
        if (!table.Chains.TryGetValue(name, out var chain))
            return (table, Missing);
        var (changed, error) = change(chain);
        return (table with { Chains = changed is null ? table.Chains.Remove(name) : table.Chains.SetItem(name, changed) }, error);
    }

    private static (FakeTable, string?) OnSet(FakeTable table, NftName name, Func<NftSetState, (NftSetState?, string?)> change)
    {
        if (!table.Sets.TryGetValue(name, out var set))
            return (table, Missing);
        var (changed, error) = change(set);
        return (table with { Sets = changed is null ? table.Sets.Remove(name) : table.Sets.SetItem(name, changed) }, error);
    }
}
