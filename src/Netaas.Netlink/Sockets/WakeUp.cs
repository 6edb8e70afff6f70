using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Netaas.Netlink.Interop;

namespace Netaas.Netlink.Sockets;

/// <summary>Lets a thread wait for a descriptor to become readable until another thread calls it off (eventfd(2)).</summary>
internal sealed unsafe class WakeUp : IDisposable
{
    private const int CloseOnExec = 0x80000; // EFD_CLOEXEC
    private const short Readable = 1; // POLLIN
    private const int Forever = -1;
    private readonly SafeFileHandle _event;

    private WakeUp(SafeFileHandle descriptor) => _event = descriptor;

    public static WakeUp Create()
    {
        var descriptor = new SafeFileHandle(Libc.EventFd(0, CloseOnExec), ownsHandle: true);
        return descriptor.IsInvalid ? throw NetlinkException.Last("make an eventfd") : new WakeUp(descriptor);
    }

    /// <summary>Calls off the wait that goes on, and all later ones. Safe after disposal.</summary>
    public void Set()
    {
        ulong one = 1;
        try
        {
            Libc.Write(_event, (byte*)&one, sizeof(ulong));
        }
        catch (ObjectDisposedException)
        {
            // The waiting thread has ended already.
        }
    }

    /// <summary>False once the wait is called off.</summary>
    public bool WaitFor(SafeFileHandle descriptor)
    {
        var polled = stackalloc[] { On(_event), On(descriptor) };
        Poll(polled, 2, Forever);
        return polled[0].Returned == 0;
    }

    /// <summary>False where it was called off meanwhile.</summary>
    public bool Rest(TimeSpan time)
    {
        var polled = On(_event);
        Poll(&polled, 1, (int)time.TotalMilliseconds);
        return polled.Returned == 0;
    }

    /// <summary>Whether there is something to read.</summary>
    public static bool IsReadable(SafeFileHandle descriptor)
    {
        var polled = On(descriptor);
        Poll(&polled, 1, milliseconds: 0);
        return polled.Returned != 0;
    }

    public void Dispose() => _event.Dispose();

    private static PollDescriptor On(SafeFileHandle descriptor) => new() { Descriptor = (int)descriptor.DangerousGetHandle(), Events = Readable };

    private static void Poll(PollDescriptor* polled, nuint count, int milliseconds)
    {
        while (Libc.Poll(polled, count, milliseconds) < 0)
            if (Marshal.GetLastPInvokeError() != Errno.EINTR)
                throw NetlinkException.Last("wait for the kernel");
    }
}
