using System.Text.Json;
using System.Text.Json.Nodes;
using Netaas.Terraform.Documentation;
using Netaas.Terraform.Schemas;
using Netaas.UnitTests.Architecture;
using Xunit;

namespace Netaas.UnitTests.Terraform;

/// <summary>What is made out of openapi.yaml stands as it would be made now; with NETAAS_UPDATE_TERRAFORM it is made.</summary>
public sealed class GeneratedTests
{
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string s_project = Path.Combine(SourceTree.Root, "src", "Netaas.Terraform");

    private static JsonObject Schemas => OpenApiYaml.Schemas(Path.Combine(SourceTree.Root, "openapi.yaml"));

    [Fact]
    public void The_schemas_of_the_provider_are_those_of_the_document() =>
        AssertStands(Path.Combine(s_project, "Generated", "schemas.json"), Schemas.ToJsonString(s_indented) + "\n");

    [Fact]
    public void The_documentation_says_what_the_schemas_say()
    {
        var pages = Pages.Of(new ApiDocument(Schemas), name => File.ReadAllText(Path.Combine(s_project, "examples", name)));
        foreach (var (name, text) in pages)
            AssertStands(Path.Combine(s_project, "docs", name), text);
        var there = Directory.EnumerateFiles(Path.Combine(s_project, "docs"), "*.md", SearchOption.AllDirectories);
        Assert.Equal(pages.Keys.Order(StringComparer.Ordinal), there.Select(file => Path.GetRelativePath(Path.Combine(s_project, "docs"), file)).Order(StringComparer.Ordinal));
    }

    private static void AssertStands(string path, string wanted)
    {
        if (Environment.GetEnvironmentVariable("NETAAS_UPDATE_TERRAFORM") is { Length: > 0 })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path) ?? "");
            File.WriteAllText(path, wanted);
        }
        Assert.True(File.Exists(path) && File.ReadAllText(path) == wanted, $"{path} is not up to date: run these tests with NETAAS_UPDATE_TERRAFORM=1");
    }
}
