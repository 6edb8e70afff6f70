namespace Netaas.Host.Options;

/// <summary>Options of a process that serves the API.</summary>
/// <param name="Listen">Addresses as Kestrel takes them, several apart by semicolons.</param>
/// <param name="WebRoot">The built page; null where this process serves none.</param>
internal sealed record ApiProcessOptions(
    string Postgres,
    string Listen,
    string AdminToken,
    string JoinToken,
    string? WebRoot)
{
    /// <summary>Loopback alone: whoever opens the API to others says so.</summary>
    public const string DefaultListen = "http://127.0.0.1:8080";

    /// <summary>The folder of the numbered SQL files.</summary>
    public string Migrations { get; init; } = DefaultMigrations;

    public BusOptions Bus { get; init; } = BusOptions.InMemory;

    public static string DefaultMigrations => Path.Combine(AppContext.BaseDirectory, "migrations");

    public static ApiProcessOptions Read(OptionReader reader, BusKind bus)
    {
        var options = new ApiProcessOptions(
            ReadPostgres(reader),
            reader.Text("listen", DefaultListen),
            reader.Secret("admin-token", "the token of the first administrator"),
            reader.Secret("join-token", "the token with which agents enrol"),
            reader.Optional("web-root"));
        CheckListen(reader, options.Listen);
        return options with { Migrations = reader.Text("migrations", DefaultMigrations), Bus = BusOptions.Read(reader, bus) };
    }

    public static string ReadPostgres(OptionReader reader) =>
        reader.Required("postgres", "how to reach PostgreSQL, as Host=…;Username=…;Database=…");

    private static void CheckListen(OptionReader reader, string listen)
    {
        foreach (var address in listen.Split(';'))
        {
            if (!Uri.TryCreate(address, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
                reader.Refuse($"--listen has {address}; give addresses as http://127.0.0.1:8080, apart by semicolons");
        }
    }
}
