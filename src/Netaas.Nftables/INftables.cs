namespace Netaas.Nftables;

/// <summary>A namespace's nftables, by our objects: the kernel (<see cref="KernelNftables"/>) or a stand-in for tests (<see cref="FakeNftables"/>).</summary>
public interface INftables
{
    /// <summary>Makes all changes of the transaction, or none.</summary>
    NftResult Apply(NftTransaction transaction);

    /// <summary>Says what <see cref="Apply"/> would, and changes nothing.</summary>
    NftResult Check(NftTransaction transaction);

    /// <summary>What stands in a table; null where there is no such table.</summary>
    /// <exception cref="NftablesException">The kernel refuses to list it.</exception>
    NftTableState? Read(NftTable table);
}
