using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Netaas.Netlink.Namespaces;

/// <summary>A native function with up to five integer or pointer arguments; what it doesn't take, it ignores.</summary>
internal readonly record struct NativeCall(nint Function, nint First = 0, nint Second = 0, nint Third = 0, nint Fourth = 0, nint Fifth = 0);

/// <summary>What a visit to another namespace brought back.</summary>
/// <param name="Errno">Zero where both entering and the call itself succeeded, as far as the call sets errno.</param>
internal readonly record struct VisitResult(nint Value, int Errno, bool Entered);

/// <summary>
/// Calls one native function inside another network namespace. (This file is compiled into Netaas.Nftables too, which
/// can't see this project and needs the same care.)
/// <para>
/// Linux gives a new thread the namespace of the thread that starts it, and the runtime starts threads whenever it
/// likes: for the pool, a background collection, tiered compilation. One of them born in a foreign namespace would carry
/// the program's own sockets there. So the visit happens on a thread kept for visits, and between entering and leaving it
/// runs native code only: no allocation (no collection starts here), no method that could be compiled or counted for
/// tiering (hence function pointers found beforehand, and <see cref="MethodImplOptions.AggressiveOptimization"/>).
/// </para>
/// </summary>
internal static unsafe class NamespaceThread
{
    private const int NewNetwork = 0x40000000; // CLONE_NEWNET
    private const int CloseOnExec = 0x80000; // O_CLOEXEC
    private const nint NewNamespace = -1;
    private const int StackBytes = 256 * 1024;

    // Making a thread costs more than most of what is called; as many are kept as were ever called upon at once.
    private static readonly ConcurrentBag<Visitor> s_idle = [];

    private static readonly nint s_libc = NativeLibrary.Load("libc.so.6");
    private static readonly nint s_setns = NativeLibrary.GetExport(s_libc, "setns");
    private static readonly nint s_unshare = NativeLibrary.GetExport(s_libc, "unshare");
    private static readonly nint s_open = NativeLibrary.GetExport(s_libc, "open");
    private static readonly nint s_close = NativeLibrary.GetExport(s_libc, "close");
    private static readonly nint s_errno = NativeLibrary.GetExport(s_libc, "__errno_location");

    /// <summary>The address of a function of libc.</summary>
    public static nint Function(string name) => NativeLibrary.GetExport(s_libc, name);

    /// <summary>Calls inside the namespace of an open descriptor.</summary>
    public static VisitResult CallIn(SafeHandle target, NativeCall call) => CallInEach([target], call)[0];

    /// <summary>Calls inside one namespace after the other. To wait for the thread costs more than most of what is called.</summary>
    /// <returns>One result a namespace, in order.</returns>
    public static VisitResult[] CallInEach(IReadOnlyList<SafeHandle> targets, NativeCall call)
    {
        var held = 0;
        try
        {
            var descriptors = new nint[targets.Count];
            for (; held < descriptors.Length; held++)
            {
                var isHeld = false;
                targets[held].DangerousAddRef(ref isHeld);
                descriptors[held] = targets[held].DangerousGetHandle();
            }
            return Start(new Visit(descriptors, call));
        }
        finally
        {
            while (--held >= 0)
                targets[held].DangerousRelease();
        }
    }

    /// <summary>Calls inside a namespace made for the call; it ends with the call unless the call pins it down.</summary>
    public static VisitResult CallInNew(NativeCall call) => Start(new Visit([NewNamespace], call))[0];

    private static VisitResult[] Start(Visit visit)
    {
        var visitor = s_idle.TryTake(out var idle) ? idle : new Visitor();
        visitor.Go(visit);
        if (visitor.IsAtHome)
            s_idle.Add(visitor);
        var results = new VisitResult[visit.Targets.Length];
        for (var i = 0; i < results.Length; i++)
            results[i] = new VisitResult(visit.Values[i], visit.Errnos[i], visit.Entered[i]);
        return results;
    }

    /// <param name="home">The descriptor of the program's own namespace; below zero where it is still to be opened.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run(Visit visit, ref int home)
    {
        var open = (delegate* unmanaged<byte*, int, int, int>)visit.Open;
        var setns = (delegate* unmanaged<int, int, int>)visit.Setns;
        var (targets, values, errnos, entered) = (visit.Targets, visit.Values, visit.Errnos, visit.Entered);
        var unshare = (delegate* unmanaged<int, int>)visit.Unshare;
        var errno = ((delegate* unmanaged<int*>)visit.ErrnoLocation)();
        var call = visit.Call;
        var function = (delegate* unmanaged<nint, nint, nint, nint, nint, nint>)call.Function;

        if (home < 0)
            fixed (byte* path = "/proc/thread-self/ns/net\0"u8)
                home = open(path, CloseOnExec, 0);
        for (var i = 0; i < targets.Length; i++)
        {
            entered[i] = home >= 0 && (targets[i] == NewNamespace ? unshare(NewNetwork) : setns((int)targets[i], NewNetwork)) == 0;
            if (entered[i])
            {
                *errno = 0;
                values[i] = function(call.First, call.Second, call.Third, call.Fourth, call.Fifth);
            }
            errnos[i] = *errno;
        }
        visit.IsLost = home >= 0 && setns(home, NewNetwork) != 0;
    }

    /// <summary>A thread that is in the program's own namespace whenever it waits. One that does not find back ends.</summary>
    private sealed class Visitor
    {
        // Held by whoever is at work; a Lock can't be waited on for the other's pulse.
        private readonly object _turn = new();
        private Visit? _visit;

        public Visitor() => new Thread(Work, StackBytes) { IsBackground = true, Name = "netns" }.UnsafeStart();

        public bool IsAtHome { get; private set; } = true;

        /// <summary>Returns when the visit is over.</summary>
        public void Go(Visit visit)
        {
            lock (_turn)
            {
                _visit = visit;
                Monitor.Pulse(_turn);
                while (_visit is not null)
                    Monitor.Wait(_turn);
            }
        }

        private void Work()
        {
            var home = -1;
            lock (_turn)
                while (IsAtHome)
                {
                    while (_visit is null)
                        Monitor.Wait(_turn);
                    Run(_visit, ref home);
                    (IsAtHome, _visit) = (!_visit.IsLost, null);
                    Monitor.Pulse(_turn);
                }
            ((delegate* unmanaged<int, int>)s_close)(home);
        }
    }

    private sealed class Visit(nint[] targets, NativeCall call)
    {
        public nint[] Targets { get; } = targets;
        public NativeCall Call { get; } = call;
        public nint Setns { get; } = s_setns;
        public nint Unshare { get; } = s_unshare;
        public nint Open { get; } = s_open;
        public nint ErrnoLocation { get; } = s_errno;

        public nint[] Values { get; } = new nint[targets.Length];
        public int[] Errnos { get; } = new int[targets.Length];
        public bool[] Entered { get; } = new bool[targets.Length];

        /// <summary>Whether the thread stayed where it was sent.</summary>
        public bool IsLost { get; set; }
    }
}
