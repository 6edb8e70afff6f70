namespace Netaas.Netlink;

/// <summary>Why the kernel refused a request, as far as a caller would act on it.</summary>
public enum NetlinkReason
{
    /// <summary>An error that none of the others covers; see the errno.</summary>
    Other,

    /// <summary>The object named, or the link it stands on, isn't there (ENOENT, ENODEV, ESRCH, EADDRNOTAVAIL).</summary>
    NotFound,

    /// <summary>The object is there already (EEXIST).</summary>
    AlreadyExists,

    /// <summary>A capability is missing (EPERM, EACCES).</summary>
    NotPermitted,

    /// <summary>The kernel holds the request for wrong; the message says what about it (EINVAL, ERANGE).</summary>
    Invalid,

    /// <summary>This kernel lacks the feature (EOPNOTSUPP).</summary>
    NotSupported,

    /// <summary>Something else uses what was asked for, such as a VNI on the same port (EBUSY, EADDRINUSE).</summary>
    Busy,

    /// <summary>A route's gateway can't be reached, or its link is down (ENETUNREACH, EHOSTUNREACH, ENETDOWN).</summary>
    Unreachable,

    /// <summary>The socket's receive buffer was full: answers or notifications are lost (ENOBUFS).</summary>
    Overrun,

    /// <summary>The kernel didn't answer in time (EAGAIN on a socket with a timeout).</summary>
    TimedOut,
}
