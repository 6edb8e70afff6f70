using System.Runtime.InteropServices;

namespace Netaas.Nftables.Library;

/// <summary>libnftables (libnftables(3)). Its context is made by <see cref="NftContextHandle"/>, inside a namespace.</summary>
internal static unsafe partial class LibNftables
{
    public const string Library = "libnftables.so.1";

    public const uint Stateless = 1 << 2; // NFT_CTX_OUTPUT_STATELESS: no counters
    public const uint Handles = 1 << 3; // NFT_CTX_OUTPUT_HANDLE
    public const uint Json = 1 << 4; // NFT_CTX_OUTPUT_JSON
    public const uint NumericPriorities = 1 << 8; // NFT_CTX_OUTPUT_NUMERIC_PRIO
    public const uint Terse = 1 << 11; // NFT_CTX_OUTPUT_TERSE: no elements, and none are read

    [LibraryImport(Library, EntryPoint = "nft_ctx_free")]
    public static partial void Free(nint context);

    [LibraryImport(Library, EntryPoint = "nft_ctx_buffer_output")]
    public static partial int BufferOutput(nint context);

    [LibraryImport(Library, EntryPoint = "nft_ctx_buffer_error")]
    public static partial int BufferError(nint context);

    [LibraryImport(Library, EntryPoint = "nft_ctx_get_output_buffer")]
    public static partial byte* Output(NftContextHandle context);

    [LibraryImport(Library, EntryPoint = "nft_ctx_get_error_buffer")]
    public static partial byte* Error(NftContextHandle context);

    [LibraryImport(Library, EntryPoint = "nft_ctx_output_set_flags")]
    public static partial void SetOutputFlags(NftContextHandle context, uint flags);

    [LibraryImport(Library, EntryPoint = "nft_ctx_set_dry_run")]
    public static partial void SetDryRun(NftContextHandle context, [MarshalAs(UnmanagedType.U1)] bool dryRun);

    [LibraryImport(Library, EntryPoint = "nft_run_cmd_from_buffer", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Run(NftContextHandle context, string commands);
}
