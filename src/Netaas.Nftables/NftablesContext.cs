using System.Runtime.InteropServices;
using Netaas.Nftables.Library;

namespace Netaas.Nftables;

/// <summary>
/// libnftables in process, bound to the namespace it was opened in, usable from any thread by one caller at a time.
/// Rules that name an interface must do so by name (<c>iifname</c>), not by index (<c>iif</c>): the library looks up
/// indexes in the namespace of the thread that runs the script, which is another.
/// </summary>
public sealed class NftablesContext : IDisposable
{
    // libnftables keeps parts of its state in globals: with eight contexts at work in eight threads, one listing in some
    // thousands lacked elements (1.0.6). So the process runs one script at a time.
    private static readonly Lock s_library = new();

    private readonly NftContextHandle _context;

    private NftablesContext(NftContextHandle context) => _context = context;

    /// <param name="ns">An open descriptor of the namespace, <c>NetworkNamespace.Handle</c>.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">The namespace can't be entered, or no descriptor is free that the library can use.</exception>
    public static NftablesContext Open(SafeHandle ns) => new(NftContextHandle.Create(ns));

    /// <summary>Runs a script as one atomic transaction.</summary>
    public NftResult Run(string script) => Run(script, outputFlags: 0, dryRun: false);

    /// <summary>Validates a script against the present ruleset and changes nothing.</summary>
    public NftResult Check(string script) => Run(script, outputFlags: 0, dryRun: true);

    /// <summary>Runs a listing command, such as <c>list table inet netaas</c>, with JSON as its output (libnftables-json(5)).</summary>
    public NftResult List(string command) =>
        Run(command, LibNftables.Json | LibNftables.Stateless | LibNftables.Handles | LibNftables.NumericPriorities, dryRun: false);

    /// <summary>
    /// Lists all tables of a family without the elements of their sets, in milliseconds. nft 1.0.6 leaves elements out nowhere else:
    /// to list a single table or chain it reads all of them, a second for 60,000.
    /// </summary>
    public NftResult ListRules(string family) => Run($"list ruleset {family}", LibNftables.Terse, dryRun: false);

    public void Dispose() => _context.Dispose();

    private unsafe NftResult Run(string script, uint outputFlags, bool dryRun)
    {
        int status;
        lock (s_library)
        {
            LibNftables.SetOutputFlags(_context, outputFlags);
            LibNftables.SetDryRun(_context, dryRun);
            status = LibNftables.Run(_context, script);
        }
        var output = Marshal.PtrToStringUTF8((nint)LibNftables.Output(_context)) ?? "";
        // The error buffer may hold warnings after success; only the status decides.
        var error = Marshal.PtrToStringUTF8((nint)LibNftables.Error(_context)) ?? "";
        return status == 0 ? new NftResult(output, "") : NftResult.Failed(error, script);
    }
}
