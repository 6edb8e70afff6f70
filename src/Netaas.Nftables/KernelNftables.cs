using System.Runtime.InteropServices;
using Netaas.Nftables.Listing;

namespace Netaas.Nftables;

/// <summary>The kernel's nftables in one namespace, through libnftables. Usable from any thread, by one caller at a time.</summary>
public sealed class KernelNftables : INftables, IDisposable
{
    private readonly NftablesContext _context;

    private KernelNftables(NftablesContext context) => _context = context;

    /// <param name="ns">An open descriptor of the namespace, <c>NetworkNamespace.Handle</c>.</param>
    public static KernelNftables Open(SafeHandle ns) => new(NftablesContext.Open(ns));

    public NftResult Apply(NftTransaction transaction) => transaction.IsEmpty ? NftResult.Success : _context.Run(transaction.ToString());

    public NftResult Check(NftTransaction transaction) => transaction.IsEmpty ? NftResult.Success : _context.Check(transaction.ToString());

    public NftTableState? Read(NftTable table)
    {
        var listed = _context.List($"list table {table}");
        if (listed.IsSuccess)
            return TableReader.Read(table, listed.Output);
        // libnftables tells a missing table from other failures by its words only, so the list of tables decides.
        var tables = _context.List("list tables");
        if (tables.IsSuccess && !TableReader.ListsTable(table, tables.Output))
            return null;
        throw new NftablesException(listed.Error);
    }

    public void Dispose() => _context.Dispose();
}
