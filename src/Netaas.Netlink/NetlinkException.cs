using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Netaas.Netlink;

/// <summary>The kernel refused a request, or a socket, file or namespace couldn't be used.</summary>
public sealed class NetlinkException : Exception
{
    /// <param name="errno">Positive error number of Linux.</param>
    /// <param name="context">What was being done, in a few words.</param>
    /// <param name="detail">The kernel's extended acknowledgement; null where it gave none.</param>
    public NetlinkException(int errno, string context, string? detail = null)
        : base(Describe(errno, context, detail))
    {
        Errno = errno;
        Detail = detail;
    }

    /// <summary>Positive error number of Linux.</summary>
    public int Errno { get; }

    /// <summary>The kernel's own words (extended acknowledgement, <c>NLMSGERR_ATTR_MSG</c>); null where it gave none.</summary>
    public string? Detail { get; }

    public NetlinkReason Reason => Classify(Errno);

    public bool IsNotFound => Reason == NetlinkReason.NotFound;

    public bool IsAlreadyExists => Reason == NetlinkReason.AlreadyExists;

    internal static NetlinkReason Classify(int errno) => errno switch
    {
        Interop.Errno.ENOENT or Interop.Errno.ENODEV or Interop.Errno.ESRCH or Interop.Errno.EADDRNOTAVAIL => NetlinkReason.NotFound,
        Interop.Errno.EEXIST => NetlinkReason.AlreadyExists,
        Interop.Errno.EPERM or Interop.Errno.EACCES => NetlinkReason.NotPermitted,
        Interop.Errno.EINVAL or Interop.Errno.ERANGE => NetlinkReason.Invalid,
        Interop.Errno.EOPNOTSUPP => NetlinkReason.NotSupported,
        Interop.Errno.EBUSY or Interop.Errno.EADDRINUSE => NetlinkReason.Busy,
        Interop.Errno.ENETUNREACH or Interop.Errno.EHOSTUNREACH or Interop.Errno.ENETDOWN => NetlinkReason.Unreachable,
        Interop.Errno.ENOBUFS => NetlinkReason.Overrun,
        Interop.Errno.EAGAIN => NetlinkReason.TimedOut,
        _ => NetlinkReason.Other,
    };

    /// <summary>The error of the P/Invoke that has just returned.</summary>
    internal static NetlinkException Last(string context) => new(Marshal.GetLastPInvokeError(), context);

    private static string Describe(int errno, string context, string? detail)
    {
        var text = $"{context}: {new Win32Exception(errno).Message} (errno {errno})";
        return detail is null ? text : $"{text}: {detail}";
    }
}
