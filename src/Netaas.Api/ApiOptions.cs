namespace Netaas.Api;

/// <summary>What a process that serves the API needs to know. Whoever makes one has checked it.</summary>
/// <param name="Postgres">How to reach PostgreSQL, as Npgsql takes it.</param>
/// <param name="Migrations">The folder of the numbered SQL files.</param>
/// <param name="AdminToken">The token of the first administrator.</param>
/// <param name="JoinToken">The token with which agents enrol.</param>
/// <param name="WebRoot">The built page; null where this process serves none.</param>
public sealed record ApiOptions(string Postgres, string Migrations, string AdminToken, string JoinToken, string? WebRoot)
{
    /// <summary>For how long changes and events are kept: a quarter covers most questions of who did what.</summary>
    public const int DefaultRetentionDays = 90;

    /// <summary>For how many days changes and events are kept.</summary>
    public int RetentionDays { get; init; } = DefaultRetentionDays;

    /// <summary>Far above what one client does in earnest; it keeps a loop gone wild from the others.</summary>
    public const int DefaultRequestsPerSecond = 20_000;

    /// <summary>How often one token may ask.</summary>
    public int RequestsPerSecond { get; init; } = DefaultRequestsPerSecond;
}
