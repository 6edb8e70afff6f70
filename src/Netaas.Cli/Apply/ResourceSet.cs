using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Netaas.Cli.Http;
using Netaas.Cli.Yaml;

namespace Netaas.Cli.Apply;

/// <summary>Resources of files as one request, and the API's refusal of it at the files' lines. Pure.</summary>
internal static partial class ResourceSet
{
    /// <param name="prune">Labels; null where nothing is pruned.</param>
    public static JsonObject Body(IEnumerable<FileResource> resources, IReadOnlyDictionary<string, string>? prune)
    {
        var body = new JsonObject { ["resources"] = new JsonArray([.. resources.Select(one => one.Body.DeepClone())]) };
        if (prune is not null)
            body["prune"] = new JsonObject(prune.Select(label => KeyValuePair.Create(label.Key, (JsonNode?)JsonValue.Create(label.Value))));
        return body;
    }

    /// <summary>What the API says of fields, at their places; what isn't about a resource of the files is left out.</summary>
    public static IEnumerable<(FileResource Resource, Mistake Mistake)> Locate(ApiProblem problem, IReadOnlyList<FileResource> resources)
    {
        foreach (var error in problem.Errors)
            if (Field().Match(error.Field) is { Success: true } match
                && int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) is var index && index < resources.Count)
            {
                var (resource, field) = (resources[index], match.Groups[2].Value);
                yield return (resource, new Mistake(resource.PlaceOf(field), $"{resource.Kind} {resource.Name}{(field.Length > 0 ? " " + field : "")}", MessageOf(error, resource)));
            }
    }

    /// <summary>
    /// Those that neither are among the broken ones nor refer to one, directly or by others: what is wrong with them is so
    /// whatever becomes of the rest. A reference is any text in a resource that is another's name.
    /// </summary>
    public static IReadOnlyList<FileResource> Independent(IReadOnlyList<FileResource> resources, IReadOnlySet<FileResource> broken)
    {
        var out_ = new HashSet<FileResource>(broken);
        for (var found = -1; found != out_.Count;)
        {
            found = out_.Count;
            var names = out_.Select(one => one.Name).ToHashSet();
            out_.UnionWith(resources.Where(one => Texts(one.Body, isTop: true).Any(names.Contains)));
        }
        return [.. resources.Where(one => !out_.Contains(one))];
    }

    private static IEnumerable<string> Texts(JsonNode? node, bool isTop) => node switch
    {
        JsonObject fields => fields.Where(field => !isTop || field.Key is not ("kind" or "name" or "labels")).SelectMany(field => Texts(field.Value, isTop: false)),
        JsonArray list => list.SelectMany(item => Texts(item, isTop: false)),
        JsonValue value => [value.ToString()],
        _ => [],
    };

    private static string MessageOf(ApiFieldProblem error, FileResource resource) => error.Code == "immutable"
        ? $"{error.Message} Delete the {resource.Kind} and apply again: netaas delete {resource.Kind} {resource.Name}."
        : error.Message;

    [GeneratedRegex(@"^resources\[(\d+)\]\.?(.*)$")]
    private static partial Regex Field();
}
