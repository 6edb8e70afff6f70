namespace Netaas.Cli;

/// <summary>What scripts are told. <c>exec</c> ends with the status of the command that it ran.</summary>
internal static class ExitCode
{
    /// <summary>Done, or there was nothing to do.</summary>
    public const int Ok = 0;

    /// <summary>Refused or failed; nothing was changed by a set that was refused.</summary>
    public const int Failed = 1;

    /// <summary>A plan, and it has something to do.</summary>
    public const int HasChanges = 2;

    /// <summary>Recorded, but not every node had it when the wait ended.</summary>
    public const int NotReady = 3;

    /// <summary>The command line is wrong (EX_USAGE of sysexits.h).</summary>
    public const int Usage = 64;

    /// <summary>Ended by Ctrl-C.</summary>
    public const int Interrupted = 130;
}
