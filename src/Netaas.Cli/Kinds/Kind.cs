using System.Text.Json.Nodes;

namespace Netaas.Cli.Kinds;

/// <summary>A kind of resource as the command line knows it; the fields of those that are written come from the schema.</summary>
/// <param name="Name">As files say it: <c>port-mapping</c>.</param>
/// <param name="Plural">As the API's paths say it.</param>
/// <param name="Columns">Of the table.</param>
/// <param name="Wide">Further ones with <c>-o wide</c>.</param>
internal sealed record Kind(string Name, string Plural, IReadOnlyList<Column> Columns, IReadOnlyList<Column> Wide)
{
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Whether a set of files may hold it.</summary>
    public bool IsApplied { get; init; }

    /// <summary>Whether POST makes one.</summary>
    public bool IsCreated { get; init; }

    public bool IsDeleted { get; init; }

    /// <summary>Whether one can be read by its reference; others are only listed.</summary>
    public bool IsRead { get; init; } = true;

    /// <summary>Whether its name is the same in every project.</summary>
    public bool IsGlobal { get; init; }

    /// <summary>The kind whose resources it belongs to, in path and fields; null for most.</summary>
    public string? Parent { get; init; }

    /// <summary>Fields by which the API finds those of a list, beside labels.</summary>
    public IReadOnlyList<string> Filters { get; init; } = [];

    /// <summary>Those of the table; where resources of several projects stand in it, whose each is, too: their names alone don't tell them apart.</summary>
    public IReadOnlyList<Column> ColumnsFor(IReadOnlyList<JsonNode> resources) =>
        Wide.FirstOrDefault(column => column.Path == "project") is { } project && resources.Select(one => one["project"]?.ToString()).Distinct().Skip(1).Any()
            ? [Columns[0], project, .. Columns.Skip(1)]
            : Columns;

    public bool Answers(string word) => word == Name || word == Plural || Aliases.Contains(word);

    /// <summary>The name of its schemas in openapi.yaml: <c>PortMapping</c>.</summary>
    public string SchemaName => string.Concat(Name.Split('-').Select(part => char.ToUpperInvariant(part[0]) + part[1..]));
}
