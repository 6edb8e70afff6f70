namespace Netaas.Cli.Yaml;

/// <summary>A place in a file; lines and columns count from 1.</summary>
internal readonly record struct Place(string File, int Line, int Column)
{
    public override string ToString() => $"{File}:{Line}:{Column}";
}

/// <summary>What is wrong at a place, and what to do about it.</summary>
/// <param name="Where">The resource and the field; empty where the file isn't readable as far as that.</param>
internal sealed record Mistake(Place Place, string Where, string Message)
{
    public override string ToString() => Where.Length == 0 ? $"{Place}: {Message}" : $"{Place}: {Where}: {Message}";
}
