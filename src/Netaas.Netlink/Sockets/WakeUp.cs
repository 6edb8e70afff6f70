using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Netaas.Netlink.Interop;

namespace Netaas.Netlink.Sockets;

/// <summary>Lets a thread wait for a descriptor to become readable until another thread calls it off (eventfd(2)).</summary>
internal sealed unsafe class WakeUp : IDisposable
{
    private const int CloseOnExec = 0x80000; // EFD_CLOEXEC
    private const short Readable = 1; // POLLIN
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
        var polled = stackalloc PollDescriptor[2];
        polled[0] = new PollDescriptor { Descriptor = (int)descriptor.DangerousGetHandle(), Events = Readable };
        polled[1] = new PollDescriptor { Descriptor = (int)_event.DangerousGetHandle(), Events = Readable };
        while (Libc.Poll(polled, 2, timeoutMilliseconds: -1) < 0)
            if (Marshal.GetLastPInvokeError() != Errno.EINTR)
                throw NetlinkException.Last("wait for the kernel");
        return polled[1].Returned == 0;
    }

    public void Dispose() => _event.Dispose();
}
