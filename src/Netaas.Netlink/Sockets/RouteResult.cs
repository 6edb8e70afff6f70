namespace Netaas.Netlink;

/// <summary>What became of one message of a batch.</summary>
/// <param name="Tag">What the caller gave with the message; null where it gave nothing.</param>
/// <param name="Errno">Positive error number of Linux; zero for success.</param>
/// <param name="Detail">The kernel's own words on the error; null where it gave none.</param>
public readonly record struct RouteResult(object? Tag, int Errno, string? Detail)
{
    public bool IsSuccess => Errno == 0;

    /// <summary>Meaningless after success.</summary>
    public NetlinkReason Reason => NetlinkException.Classify(Errno);

    public bool IsNotFound => !IsSuccess && Reason == NetlinkReason.NotFound;

    public bool IsAlreadyExists => !IsSuccess && Reason == NetlinkReason.AlreadyExists;

    /// <summary>The failure as an exception; null after success.</summary>
    public NetlinkException? ToException() => IsSuccess ? null : new NetlinkException(Errno, Tag?.ToString() ?? "netlink request", Detail);
}
