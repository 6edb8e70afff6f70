using System.Collections.Immutable;
using Netaas.Nftables.Fake;

namespace Netaas.Nftables;

/// <summary>
/// nftables without a kernel, for tests: holds what it is given, transactionally, and refuses what the kernel would
/// refuse about it. It doesn't understand rules beyond the chains and sets that they name.
/// </summary>
public sealed class FakeNftables : INftables
{
    private ImmutableDictionary<NftTable, FakeTable> _tables = ImmutableDictionary<NftTable, FakeTable>.Empty;
    private readonly Queue<string> _failures = new();

    /// <summary>Every transaction that was applied, as its text, oldest first.</summary>
    public IList<string> Applied { get; } = [];

    /// <summary>Refuses the next transaction with this error; called again, the one after it too.</summary>
    public void FailNext(string error) => _failures.Enqueue(error);

    public NftResult Apply(NftTransaction transaction)
    {
        if (transaction.IsEmpty)
            return NftResult.Success;
        if (_failures.TryDequeue(out var failure))
            return NftResult.Failed(failure, transaction.ToString());
        var (tables, error) = FakeRun.Run(_tables, transaction);
        if (error is not null)
            return NftResult.Failed(error, transaction.ToString());
        _tables = tables;
        Applied.Add(transaction.ToString());
        return NftResult.Success;
    }

    public NftResult Check(NftTransaction transaction) =>
        FakeRun.Run(_tables, transaction).Error is { } error ? NftResult.Failed(error, transaction.ToString()) : NftResult.Success;

    public NftTableState? Read(NftTable table) => _tables.GetValueOrDefault(table)?.ToState();
}
