using System.ComponentModel;
using Microsoft.Win32.SafeHandles;

namespace Netaas.Nftables.Library;

/// <summary>
/// Descriptors below 1,024, kept for libnftables: it waits for the kernel with select(2), which knows no others, and libc ends
/// a program that asks about one beyond. A program with the agents of forty nodes, or with a thousand connections, has them
/// all in use.
/// </summary>
internal static class LowDescriptors
{
    private const int End = 1024; // FD_SETSIZE

    // Each context takes one for good: two for each node of the largest lab.
    private const int Most = 128;

    private const int TooManyOpenFiles = 24; // EMFILE

    private static readonly Lock s_gate = new();
    private static readonly Stack<SafeFileHandle> s_kept = [];

    /// <summary>Calls what opens a descriptor, which is the lowest that is free, while those kept are free.</summary>
    /// <exception cref="Win32Exception">None is free, even so.</exception>
    public static T CallWithFree<T>(Func<T> open)
    {
        lock (s_gate)
        {
            while (s_kept.TryPop(out var kept))
                kept.Dispose();
            try
            {
                using (var lowest = Open())
                    if (!IsLow(lowest))
                        throw new Win32Exception(TooManyOpenFiles, $"libnftables takes descriptors below {End} only, and all of those are in use");
                return open();
            }
            finally
            {
                Keep();
            }
        }
    }

    private static void Keep()
    {
        while (s_kept.Count < Most)
        {
            var lowest = Open();
            if (!IsLow(lowest))
            {
                lowest.Dispose();
                return;
            }
            s_kept.Push(lowest);
        }
    }

    private static SafeFileHandle Open() => File.OpenHandle("/dev/null", share: FileShare.ReadWrite);

    private static bool IsLow(SafeFileHandle descriptor) => descriptor.DangerousGetHandle() < End;
}
