using System.ComponentModel;
using System.Runtime.InteropServices;
using Netaas.Netlink.Namespaces;

namespace Netaas.Nftables.Library;

/// <summary>A <c>struct nft_ctx</c>. Its netlink socket, opened as it is made, belongs to the namespace it is made in.</summary>
internal sealed class NftContextHandle : SafeHandle
{
    private NftContextHandle(nint context) : base(0, ownsHandle: true) => SetHandle(context);

    public override bool IsInvalid => handle == 0;

    /// <param name="ns">An open descriptor of the namespace.</param>
    /// <exception cref="Win32Exception">The namespace can't be entered, or no descriptor is free that the library can use.</exception>
    public static NftContextHandle Create(SafeHandle ns)
    {
        var create = NativeLibrary.GetExport(NativeLibrary.Load(LibNftables.Library), "nft_ctx_new");
        var visit = LowDescriptors.CallWithFree(() => NamespaceThread.CallIn(ns, new NativeCall(create)));
        if (!visit.Entered || visit.Value == 0)
            throw new Win32Exception(visit.Errno, "open an nftables context");
        var context = new NftContextHandle(visit.Value);
        if (LibNftables.BufferOutput(visit.Value) == 0 && LibNftables.BufferError(visit.Value) == 0)
            return context;
        context.Dispose();
        throw new InvalidOperationException("libnftables has no memory for its buffers.");
    }

    protected override bool ReleaseHandle()
    {
        LibNftables.Free(handle);
        return true;
    }
}
