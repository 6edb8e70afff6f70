using System.Text.Json.Nodes;
using Netaas.Cli.Commands;
using Netaas.Cli.Kinds;
using Netaas.Cli.Output;
using Netaas.Cli.Schema;
using Netaas.Cli.Yaml;
using Netaas.UnitTests.Architecture;
using Xunit;

namespace Netaas.UnitTests.Cli;

public sealed class SchemaTests
{
    private static readonly JsonNode s_api = YamlReader.Read("openapi.yaml", File.OpenText(Path.Combine(SourceTree.Root, "openapi.yaml")), []).Single().Root;

    public static TheoryData<string> Kinds => [.. KindTable.All.Select(kind => kind.Name)];

    [Fact]
    public void The_schema_is_that_of_openapi_yaml()
    {
        using var document = File.OpenText(Path.Combine(SourceTree.Root, "openapi.yaml"));
        var wanted = JsonText.Indented(SchemaMaker.Of(document));
        Assert.True(
            wanted == FieldSchema.Text().TrimEnd(),
            "openapi.yaml has changed: run src/Netaas.Cli/schema.sh, and build again.");
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_kinds_columns_are_fields_of_the_API(string name)
    {
        var kind = KindTable.Find(name) ?? throw new InvalidOperationException();
        foreach (var column in kind.Columns.Concat(kind.Wide))
            Assert.True(HasField(Schema(kind.SchemaName), column.Path.Split('.')), $"{kind.SchemaName} has no {column.Path}");
    }

    [Fact]
    public void Every_kind_that_the_API_makes_and_deletes_is_in_the_table()
    {
        var paths = s_api["paths"] as JsonObject ?? [];
        var made = paths.Where(path => path.Value?["post"]?["operationId"]?.ToString().StartsWith("create", StringComparison.Ordinal) == true).Select(path => path.Key.Split('/')[^1]);
        Assert.Equal(made.Order(StringComparer.Ordinal), KindTable.All.Where(kind => kind.IsCreated).Select(kind => kind.Plural).Order(StringComparer.Ordinal));
        var deleted = paths.Where(path => path.Value?["delete"] is not null).Select(path => path.Key.Split('/')[^2]);
        Assert.Equal(deleted.Order(StringComparer.Ordinal), KindTable.All.Where(kind => kind.IsDeleted).Select(kind => kind.Plural).Order(StringComparer.Ordinal));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_list_is_filtered_by_what_the_API_filters_it_by(string name)
    {
        var kind = KindTable.Find(name) ?? throw new InvalidOperationException();
        var parameters = s_api["paths"]?[$"/api/v1/{kind.Plural}"]?["get"]?["parameters"] as JsonArray ?? [];
        var filters = parameters.Select(one => $"{one?["name"] ?? one?["$ref"]}".Split('/')[^1]).Except(["limit", "cursor", "label", "project"]);
        Assert.Equal(filters.Order(StringComparer.Ordinal), kind.Filters.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("get pods -o yaml", null)]
    [InlineData("get pods -o JSON", null)]
    [InlineData("get pods -o xml", "There is no form xml: give table, wide, yaml, json.")]
    public void A_form_is_one_of_four_words(string line, string? error) =>
        Assert.Equal(error, CommandTree.Build().Parse(line).Errors.Select(one => one.Message).SingleOrDefault());

    [Fact]
    public void Fields_become_options_that_read_what_the_API_wants()
    {
        var network = FieldSchema.Load().FieldsOf("network").ToDictionary(field => field.OptionName);
        Assert.Equal("""["10.1.0.0/16","fd00::/48"]""", network["pod-cidrs"].Parse(["10.1.0.0/16,fd00::/48"])?.ToJsonString());
        Assert.Equal("""[24]""", network["node-prefix-lengths"].Parse(["24"])?.ToJsonString());
        Assert.Equal("""{"app":"a=b"}""", network["labels"].Parse(["app=a=b"])?.ToJsonString());
        Assert.Equal("1400", network["mtu"].Parse(["1400"])?.ToJsonString());
        Assert.Throws<Netaas.Cli.UsageException>(() => network["mtu"].Parse(["big"]));
        Assert.False(network.ContainsKey("revision"));
    }

    [Fact]
    public void Every_command_has_an_example() =>
        Assert.Empty(CommandTree.Verbs(CommandTree.Build()).Where(verb => verb.Examples.Count == 0).Select(verb => verb.Name));

    private static JsonNode? Schema(string name) => s_api["components"]?["schemas"]?[name];

    private static bool HasField(JsonNode? schema, ReadOnlySpan<string> path)
    {
        if (path.Length == 0)
            return true;
        if (schema?["$ref"]?.ToString() is { } reference)
            return HasField(Schema(reference.Split('/')[^1]), path);
        if (schema?["oneOf"] is JsonArray choices)
        {
            foreach (var choice in choices)
                if (HasField(choice, path))
                    return true;
            return false;
        }
        return schema?["properties"]?[path[0]] is { } property && HasField(property, path[1..]);
    }
}
