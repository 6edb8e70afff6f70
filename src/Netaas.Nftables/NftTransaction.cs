using Netaas.Nftables.Objects;

namespace Netaas.Nftables;

/// <summary>
/// Changes that the kernel makes all or none of, in the order in which they were given. What goes in is valid by its
/// types, so it can always be printed; whether the kernel has what it refers to is for the kernel to say.
/// Adding what is there already, in the same form, is no error; deleting what isn't there is one.
/// </summary>
public sealed class NftTransaction
{
    private readonly List<NftOperation> _operations = [];

    public bool IsEmpty => _operations.Count == 0;

    public int Count => _operations.Count;

    internal IReadOnlyList<NftOperation> Operations => _operations;

    public NftTransaction AddTable(NftTable table) => Append(new AddTable(table));

    /// <summary>Deletes the table with all that is in it.</summary>
    public NftTransaction DeleteTable(NftTable table) => Append(new DeleteTable(table));

    /// <summary>Adds a chain, or changes the policy of the base chain that is there.</summary>
    public NftTransaction AddChain(NftTable table, NftChain chain) => Append(new AddChain(table, chain));

    /// <summary>Removes a chain's rules.</summary>
    public NftTransaction FlushChain(NftTable table, NftName chain) => Append(new FlushChain(table, chain));

    /// <summary>Deletes a chain that has no rules any more and that none jumps to.</summary>
    public NftTransaction DeleteChain(NftTable table, NftName chain) => Append(new DeleteChain(table, chain));

    /// <summary>Adds a rule behind the others of its chain.</summary>
    public NftTransaction AddRule(NftTable table, NftRule rule) => Append(new AddRule(table, rule));

    public NftTransaction AddSet(NftTable table, NftSet set) => Append(new AddSet(table, set));

    /// <summary>Removes a set's elements.</summary>
    public NftTransaction FlushSet(NftTable table, NftSet set) => Append(new FlushSet(table, set));

    /// <summary>Deletes a set that no rule uses.</summary>
    public NftTransaction DeleteSet(NftTable table, NftSet set) => Append(new DeleteSet(table, set));

    /// <summary>Adds an element. One that is there with another value is an error: delete it first, in the same transaction.</summary>
    public NftTransaction AddElement(NftTable table, NftElement element) => Append(new AddElement(table, element));

    public NftTransaction DeleteElement(NftTable table, NftElement element) => Append(new DeleteElement(table, element));

    /// <summary>The transaction as nft text; the same operations always give the same text.</summary>
    public override string ToString() => NftScript.Print(_operations);

    private NftTransaction Append(NftOperation operation)
    {
        _operations.Add(operation);
        return this;
    }
}
