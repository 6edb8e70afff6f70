namespace Netaas.Cli.Kinds;

/// <summary>A column of a table.</summary>
/// <param name="Path">Of the field: <c>status.phase</c>.</param>
internal sealed record Column(string Title, string Path);
