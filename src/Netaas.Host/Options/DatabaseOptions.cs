namespace Netaas.Host.Options;

/// <summary>Where the records are.</summary>
/// <param name="Migrations">The folder of the numbered SQL files.</param>
internal sealed record DatabaseOptions(string Postgres, string Migrations)
{
    public static DatabaseOptions Read(OptionReader reader) => new(
        reader.Required("postgres", "how to reach PostgreSQL, as Host=…;Username=…;Database=…"),
        reader.Text("migrations", Path.Combine(AppContext.BaseDirectory, "migrations")));
}
