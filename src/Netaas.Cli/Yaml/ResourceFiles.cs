using System.Text.Json.Nodes;

namespace Netaas.Cli.Yaml;

/// <summary>The resources of files and folders, in the order in which they stand, and everything that is wrong with them.</summary>
internal sealed record ResourceFiles(IReadOnlyList<FileResource> Resources, IReadOnlyList<Mistake> Mistakes)
{
    private static readonly string[] s_endings = [".yaml", ".yml", ".json"];

    /// <param name="paths">Files, folders, or <c>-</c> for the standard input.</param>
    public static ResourceFiles Read(IEnumerable<string> paths)
    {
        var resources = new List<FileResource>();
        var mistakes = new List<Mistake>();
        foreach (var file in paths.SelectMany(FilesOf))
        {
            using var text = Open(file);
            resources.AddRange(Read(file == "-" ? "<stdin>" : file, text, mistakes));
        }
        return new ResourceFiles(resources, mistakes);
    }

    public static IEnumerable<FileResource> Read(string file, TextReader text, List<Mistake> mistakes)
    {
        foreach (var (root, places) in YamlReader.Read(file, text, mistakes))
            if (root is JsonObject body)
            {
                if (body["kind"] is null)
                    mistakes.Add(new Mistake(places[""], "kind", "Every document says what it is: kind: network, for one."));
                yield return new FileResource(body, places);
            }
            else
                mistakes.Add(new Mistake(places[""], "", "A document holds one resource: fields with their values, `kind` among them. Documents are parted by a line of ---."));
    }

    private static IEnumerable<string> FilesOf(string path)
    {
        if (path == "-" || File.Exists(path))
            return [path];
        if (!Directory.Exists(path))
            throw new UsageException($"There is no file or folder {path}.");
        var files = Directory.EnumerateFiles(path).Where(file => s_endings.Contains(Path.GetExtension(file))).Order(StringComparer.Ordinal).ToList();
        return files.Count > 0 ? files : throw new UsageException($"There is no {string.Join(", ", s_endings)} file in {path}.");
    }

    private static TextReader Open(string file) => file == "-" ? Console.In : new StreamReader(file);
}
