using System.Text.Json.Nodes;
using Netaas.Cli.Apply;
using Netaas.Cli.Kinds;
using Netaas.Cli.Output;
using Xunit;

namespace Netaas.UnitTests.Cli;

public sealed class OutputTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_table_is_as_wide_as_its_cells_and_never_cut()
    {
        var pods = JsonNode.Parse("""
            [{"name": "web", "addresses": ["10.10.1.2", "fd00::2"], "labels": {"app": "shop", "tier": "web"}, "createdAt": "2026-11-20T11:58:30Z", "status": {"nodes": {"ready": 2, "total": 3}}},
             {"name": "a-longer-name", "addresses": [], "labels": {}, "createdAt": "2026-11-17T12:00:00Z", "ports": [{"port": 80, "targetPort": 8080, "nodePort": 30080, "protocol": "udp"}]}]
            """)?.AsArray() ?? [];
        Column[] columns = [new("NAME", "name"), new("ADDRESSES", "addresses"), new("READY", "status.nodes"), new("LABELS", "labels"), new("PORTS", "ports"), new("AGE", "createdAt")];
        Assert.Equal(
            """
            NAME            ADDRESSES           READY   LABELS              PORTS               AGE
            web             10.10.1.2,fd00::2   2/3     app=shop,tier=web   -                   90s
            a-longer-name   -                   -       -                   80:30080→8080/udp   3d

            """,
            Table.Of(columns, pods, s_now));
    }

    [Fact]
    public void A_diff_names_what_came_changed_and_went_and_nothing_of_the_APIs_own()
    {
        var before = JsonNode.Parse("""{"id": "1", "name": "a", "revision": 1, "egress": "masquerade", "labels": {"x": "1"}, "ports": [{"port": 80}], "list": ["a"]}""")?.AsObject();
        var after = JsonNode.Parse("""{"kind": "k", "name": "a", "revision": 2, "egress": "none", "labels": {"y": "2"}, "ports": [{"port": 81}], "list": ["a"], "none": null}""")?.AsObject();
        Assert.Equal(
            [new FieldChange("egress", "masquerade", "none"), new("labels.x", "1", null), new("labels.y", null, "2"), new("ports[0].port", "80", "81")],
            ResourceDiff.Of(before, after));
        Assert.Empty(ResourceDiff.Of(after, after));
    }
}
