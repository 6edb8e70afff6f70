using System.Text.Json.Nodes;
using Netaas.Cli.Apply;
using Netaas.Cli.Http;
using Netaas.Cli.Output;
using Netaas.Cli.Yaml;
using Xunit;

namespace Netaas.UnitTests.Cli;

public sealed class YamlTests
{
    private const string Text = """
        # two documents
        kind: network
        name: blue
        podCidrs: [10.10.0.0/16]
        labels:
          app.example/tier: "1"
        ---
        kind: pod
        name: web
        network: blue
        ports:
          - port: 80
            protocol: tcp
          - { port: 0x }
        drain: false
        mac: 02:00:5e:10:00:01
        """;

    [Fact]
    public void Documents_are_read_with_the_place_of_every_field()
    {
        var (resources, mistakes) = Read(Text);

        Assert.Empty(mistakes);
        Assert.Equal(["network blue", "pod web"], resources.Select(one => $"{one.Kind} {one.Name}"));
        Assert.Equal("set.yaml:6:3", $"{resources[0].PlaceOf("labels.app.example/tier")}");
        Assert.Equal("set.yaml:12:5", $"{resources[1].PlaceOf("ports[0].port")}");
        Assert.Equal("set.yaml:14:7", $"{resources[1].PlaceOf("ports[1].port")}");
        Assert.Equal("""{"kind":"pod","name":"web","network":"blue","ports":[{"port":80,"protocol":"tcp"},{"port":"0x"}],"drain":false,"mac":"02:00:5e:10:00:01"}""", resources[1].Body.ToJsonString());
    }

    [Fact]
    public void A_field_that_is_not_there_is_told_at_what_it_would_be_in()
    {
        var (resources, _) = Read(Text);
        Assert.Equal("set.yaml:14:5", $"{resources[1].PlaceOf("ports[1].protocol")}");
        Assert.Equal("set.yaml:8:1", $"{resources[1].PlaceOf("node")}");
    }

    [Theory]
    [InlineData("kind: pod\nname: [a\nnode: n", "set.yaml:2:7: This is not YAML: it ends too early")]
    [InlineData("kind: pod\nname: a\nname: b", "set.yaml:3:1: name: The field stands here twice")]
    [InlineData("name: a", "set.yaml:1:1: kind: Every document says what it is")]
    [InlineData("- a\n- b", "set.yaml:1:1: A document holds one resource")]
    [InlineData("kind: *nowhere", "set.yaml:1:7: This is not YAML: there is no anchor &nowhere before it")]
    public void What_is_no_resource_is_told_with_its_line(string text, string mistake)
    {
        var (_, mistakes) = Read(text);
        Assert.StartsWith(mistake, $"{Assert.Single(mistakes)}", StringComparison.Ordinal);
    }

    [Fact]
    public void Anchors_stand_for_what_they_name()
    {
        var (resources, _) = Read("kind: pod\nname: a\nlabels: &l { app: x }\n---\nkind: pod\nname: b\nlabels:\n  app: &x y\n  tier: *x");
        Assert.Equal("""{"app":"y","tier":"y"}""", resources[1].Body["labels"]?.ToJsonString());
    }

    [Theory]
    [InlineData("""{"name":"web","labels":{"a":"true","b":"1","c":"","d":"x: y","e":"#","f":"- g","h":"null"},"ports":[{"port":80,"name":null},{"port":81}],"lists":[[1,2],[]],"empty":{},"on":true}""")]
    [InlineData("""{"text":"two\nlines and a \"quote\"","cidr":"fd00:10::/48","address":"::","star":"*"}""")]
    public void What_is_written_as_YAML_is_read_back_the_same(string json)
    {
        var mistakes = new List<Mistake>();
        var (root, _) = Assert.Single(YamlReader.Read("x", new StringReader(YamlText.Of(JsonNode.Parse(json))), mistakes));
        Assert.Empty(mistakes);
        Assert.Equal(json, JsonText.Line(root));
    }

    [Fact]
    public void The_APIs_problems_are_told_at_the_files_lines()
    {
        var (resources, _) = Read(Text);
        var problem = new ApiProblem(400, "invalid", "", [
            new("resources[1].ports[1].port", "invalidInteger", "Give a number."),
            new("resources[0].podCidrs", "immutable", "Can't be changed."),
            new("prune", "empty", "Give a label."),
        ]);

        var mistakes = ResourceSet.Locate(problem, resources).Select(one => $"{one.Mistake}");

        Assert.Equal(
            ["set.yaml:14:7: pod web ports[1].port: Give a number.", "set.yaml:4:1: network blue podCidrs: Can't be changed. Delete the network and apply again: netaas delete network blue."], mistakes);
    }

    [Fact]
    public void What_refers_to_a_broken_resource_is_not_judged_without_it()
    {
        var (resources, _) = Read("kind: network\nname: blue\n---\nkind: pod\nname: web\nnetwork: blue\n---\nkind: port-mapping\nname: m\npod: web\n---\nkind: pod\nname: other\nnetwork: green");
        var independent = ResourceSet.Independent(resources, new HashSet<FileResource> { resources[0] });
        Assert.Equal(["other"], independent.Select(one => one.Name));
    }

    private static (IReadOnlyList<FileResource> Resources, IReadOnlyList<Mistake> Mistakes) Read(string text)
    {
        var mistakes = new List<Mistake>();
        return (ResourceFiles.Read("set.yaml", new StringReader(text), mistakes).ToList(), mistakes);
    }
}
