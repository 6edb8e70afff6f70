using System.Reflection;
using System.Xml.Linq;

namespace Netaas.UnitTests.Architecture;

/// <summary>The checkout that these tests were built from.</summary>
internal static class SourceTree
{
    public static string Root { get; } = Find();

    public static IEnumerable<string> Projects() =>
        Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.csproj", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    public static string ProjectName(string csproj) => Path.GetFileNameWithoutExtension(csproj);

    /// <summary>What a project names in its elements of a kind, such as ProjectReference.</summary>
    public static IReadOnlyList<string> Includes(string csproj, string element) =>
        [.. XDocument.Load(csproj).Descendants(element).Select(item => item.Attribute("Include")?.Value ?? "").Order(StringComparer.Ordinal)];

    public static IEnumerable<string> CodeFiles(string project) =>
        Directory.EnumerateFiles(Path.Combine(Root, "src", project), "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal));

    private static string Find()
    {
        var folder = Path.GetDirectoryName(Assembly.GetExecutingAssembly().Location);
        while (folder is not null && !File.Exists(Path.Combine(folder, "Netaas.sln")))
            folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("Netaas.sln is in no folder above the tests");
    }
}
