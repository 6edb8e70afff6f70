using System.Net;
using System.Text.Json.Nodes;
using Netaas.Terraform.Api;
using Netaas.Terraform.Resources;
using Netaas.Terraform.Schemas;
using Netaas.Terraform.Values;
using Xunit;

namespace Netaas.UnitTests.Terraform;

public sealed class ForesightTests
{
    private static readonly ResourceSchema s_pod = ApiDocument.Embedded.Read(ResourceKinds.All.Single(one => one.Name == "pod"));

    [Theory]
    [InlineData(400, """{"errors": [{"field": "podCidrs[0]", "code": "hostBits", "message": "No."}]}""", "podCidrs[0]", false)]
    [InlineData(400, """{"errors": [{"field": "node", "code": "unknownNode", "message": "No."}]}""", "node", false)]
    [InlineData(409, """{"code": "cidrOverlap", "errors": [{"field": "podCidrs[0]", "code": "cidrOverlap", "message": "No."}], "conflicts": []}""", "podCidrs[0]", false)]
    [InlineData(409, """{"code": "cidrOverlap", "errors": [{"field": "podCidrs[0]", "code": "cidrOverlap", "message": "No."}], "conflicts": [{"kind": "node", "id": "1", "name": "node-1"}]}""", "podCidrs[0]", false)]
    [InlineData(409, """{"code": "portTaken", "errors": [{"field": "hostPort", "code": "portTaken", "message": "No."}], "conflicts": [{"kind": "service", "id": "1", "name": "web"}]}""", "hostPort", true)]
    [InlineData(409, """{"code": "quotaExceeded", "detail": "No."}""", "", true)]
    public void A_refusal_is_told_and_is_a_warning_where_the_same_apply_may_clear_the_way(int status, string body, string field, bool isWarning)
    {
        var problem = Assert.Single(new Foresight().Judge(Answer(status, body)));
        Assert.Equal((field, isWarning), (problem.Field, problem.IsWarning));
        Assert.StartsWith("No.", problem.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, "{}")]
    [InlineData(400, """{"errors": [{"field": "network", "code": "unknownNetwork", "message": "No."}]}""")]
    [InlineData(400, """{"errors": [{"field": "project", "code": "unknownProject", "message": "No."}]}""")]
    [InlineData(403, """{"code": "forbidden", "detail": "This token may only read."}""")]
    [InlineData(404, """{"code": "notFound", "detail": "No."}""")]
    [InlineData(503, "{}")]
    public void What_may_be_otherwise_by_then_is_not_told(int status, string body) => Assert.Empty(new Foresight().Judge(Answer(status, body)));

    [Fact]
    public void What_is_made_anew_stands_in_nobodys_way()
    {
        var foresight = new Foresight();
        foresight.NoteReplaced(Fields(("id", "1"), ("name", "web")));
        Assert.Empty(foresight.Judge(Answer(409, """{"code": "nameTaken", "detail": "No.", "conflicts": [{"kind": "pod", "id": "1", "name": "web"}]}""")));
    }

    [Fact]
    public void The_API_is_not_asked_of_what_is_not_known_or_refers_to_what_is_made_anew()
    {
        var foresight = new Foresight();
        var config = Fields(("name", "web"), ("network", "blue"), ("node", "node-1"));
        Assert.True(foresight.CanAsk(s_pod, config));
        Assert.False(foresight.CanAsk(s_pod, new FieldsValue(config.Fields.SetItem("network", Value.Unknown))));
        foresight.NoteReplaced(Fields(("id", "2"), ("name", "web")));
        Assert.True(foresight.CanAsk(s_pod, config));
        foresight.NoteReplaced(Fields(("id", "3"), ("name", "blue")));
        Assert.False(foresight.CanAsk(s_pod, config));
    }

    private static ApiAnswer Answer(int status, string body) => new((HttpStatusCode)status, JsonNode.Parse(body));

    private static FieldsValue Fields(params (string Name, string Text)[] fields) =>
        FieldsValue.Of(fields.Select(field => KeyValuePair.Create<string, Value>(field.Name, new TextValue(field.Text))));
}
