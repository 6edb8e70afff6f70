using System.Text;
using System.Text.Json.Nodes;
using Netaas.Cli.Kinds;

namespace Netaas.Cli.Output;

/// <summary>Resources as lines under titles, each column as wide as its widest cell. Never cut: scripts read it, too.</summary>
internal static class Table
{
    private const string Gap = "   ";

    public static string Of(IReadOnlyList<Column> columns, IEnumerable<JsonNode?> resources, DateTimeOffset now)
    {
        var rows = new List<string[]> { columns.Select(column => column.Title).ToArray() };
        foreach (var resource in resources)
            rows.Add([.. columns.Select(column => CellOf(resource, column, now))]);
        return Of(rows);
    }

    /// <param name="rows">The titles first; all of one length.</param>
    public static string Of(IReadOnlyList<string[]> rows)
    {
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        var text = new StringBuilder();
        foreach (var row in rows)
        {
            for (var column = 0; column < row.Length - 1; column++)
                text.Append(row[column].PadRight(widths[column])).Append(Gap);
            text.Append(row[^1]).Append('\n');
        }
        return text.ToString();
    }

    private static string CellOf(JsonNode? resource, Column column, DateTimeOffset now)
    {
        var value = Cell.Find(resource, column.Path);
        return column.Title == "AGE" ? Cell.Age(value, now) : Cell.Of(value);
    }
}
