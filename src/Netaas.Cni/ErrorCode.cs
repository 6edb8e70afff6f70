namespace Netaas.Cni;

/// <summary>The specification's error codes (CNI 1.1, "Error"), and the plugin's own from 100 on.</summary>
internal enum ErrorCode
{
    IncompatibleVersion = 1,

    /// <summary>A field's value is not supported.</summary>
    UnsupportedField = 2,

    /// <summary>The container is unknown or is not there; its runtime need not clean up.</summary>
    UnknownContainer = 3,

    /// <summary>Of the environment variables; the message names them.</summary>
    InvalidEnvironment = 4,

    Io = 5,

    /// <summary>What came on standard input is no JSON, or not of its form.</summary>
    Undecodable = 6,

    InvalidConfiguration = 7,

    /// <summary>Something passing: the runtime should try again later.</summary>
    TryAgainLater = 11,

    /// <summary>STATUS: no container can be given a network now.</summary>
    NotAvailable = 50,

    Internal = 100,

    /// <summary>The interface, the attachment, a port or an address is there already.</summary>
    Exists = 101,

    /// <summary>CHECK: what was made is not there as it was made.</summary>
    Damaged = 102,

    /// <summary>The node's kernel refused.</summary>
    Kernel = 103,
}

/// <summary>What ends a call.</summary>
/// <param name="details">For whoever looks closer; null where the message says all.</param>
internal sealed class CniException(ErrorCode code, string message, string? details = null) : Exception(message)
{
    public ErrorCode Code { get; } = code;

    public string? Details { get; } = details;

    /// <summary>The version that the error is written in; the newest while none is known.</summary>
    public string Version { get; set; } = SpecVersion.Newest;
}
