using Netaas.KernelTests.Netlink;
using Netaas.Nftables;

namespace Netaas.KernelTests.Nftables;

public sealed class KernelNftablesTests : NftablesContract, IDisposable
{
    private readonly TestNamespace _namespace = new();
    private readonly KernelNftables _kernel;

    public KernelNftablesTests() => _kernel = KernelNftables.Open(_namespace.Namespace.Handle);

    protected override INftables Nftables => _kernel;

    public void Dispose()
    {
        _kernel.Dispose();
        _namespace.Dispose();
    }
}

public sealed class FakeNftablesTests : NftablesContract
{
    protected override INftables Nftables { get; } = new FakeNftables();
}
