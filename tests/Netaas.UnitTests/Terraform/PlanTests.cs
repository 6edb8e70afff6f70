using System.Text.Json.Nodes;
using Netaas.Terraform.Resources;
using Netaas.Terraform.Schemas;
using Netaas.Terraform.Values;
using Xunit;

namespace Netaas.UnitTests.Terraform;

public sealed class PlanTests
{
    private const string Network = """{"id": "0199a4be-3f7a-7c11-8a4e-8f6e5d0c1b2a", "name": "blue", "project": "default", "labels": {"a": "1", "b": "2"}, "type": "overlay", "podCidrs": ["10.10.0.0/16"], "serviceCidrs": [], "nodePrefixLengths": [24], "encapsulation": "vxlan", "vni": 4096, "vxlanPort": 4789, "mtu": 1450, "egress": "masquerade", "nodeEgress": "masquerade", "revision": 42, "createdAt": "2027-01-31T12:00:00Z", "updatedAt": "2027-01-31T12:00:00Z", "status": {"phase": "Ready"}}""";

    private static readonly ResourceSchema s_network = Schema("network");

    [Fact]
    public void What_the_api_fills_in_is_unknown_before_it_is_made()
    {
        var plan = Plan.Of(s_network, Config(s_network, """{"name": "blue"}"""), null);
        Assert.Equal(new TextValue("blue"), plan.State["name"]);
        Assert.Equal(new TextValue("overlay"), plan.State["type"]);
        Assert.All(new[] { "id", "pod_cidrs", "vni", "mtu", "revision", "status" }, name => Assert.True(plan.State[name].IsUnknown, name));
        Assert.True(plan.State["families"].IsNull);
    }

    [Fact]
    public void What_stands_as_configured_is_no_change()
    {
        var prior = State(s_network, Network);
        var plan = Plan.Of(s_network, Config(s_network, """{"name": "blue", "labels": {"a": "1", "b": "2"}, "podCidrs": ["10.10.0.0/16"]}"""), prior);
        Assert.Equal(prior, plan.State);
    }

    [Fact]
    public void A_field_that_can_change_is_patched_and_what_changes_with_it_is_unknown()
    {
        var prior = State(s_network, Network);
        var plan = Plan.Of(s_network, Config(s_network, """{"name": "blue", "labels": {"a": "1", "c": "3"}, "egress": "none"}"""), prior);
        Assert.Empty(plan.RequiresReplace);
        Assert.True(plan.State["revision"].IsUnknown);
        Assert.Equal(new NumberValue(4096), plan.State["vni"]);
        Assert.Equal("""{"egress":"none","labels":{"b":null,"c":"3"}}""", Patch.Between(prior, plan.State, s_network.Type).ToJsonString());
    }

    [Fact]
    public void A_field_taken_out_of_the_configuration_returns_to_its_default()
    {
        var plan = Plan.Of(s_network, Config(s_network, """{"name": "blue"}"""), State(s_network, Network));
        Assert.Equal("""{"labels":{"a":null,"b":null}}""", Patch.Between(State(s_network, Network), plan.State, s_network.Type).ToJsonString());
    }

    [Theory]
    [InlineData("network", Network, """{"name": "green"}""", "name")]
    [InlineData("network", Network, """{"name": "blue", "podCidrs": ["10.20.0.0/16"]}""", "pod_cidrs")]
    [InlineData("network", Network, """{"name": "blue", "project": "shop"}""", "project")]
    [InlineData("network", Network, """{"name": "blue", "type": "bridge"}""", "type")]
    [InlineData("pool", """{"name": "racks", "purpose": "pods", "cidr": "10.0.0.0/8", "labels": {}}""", """{"name": "racks", "purpose": "services", "cidr": "10.0.0.0/8"}""", "purpose")]
    [InlineData("token", """{"name": "ci", "role": "viewer", "labels": {}}""", """{"name": "ci", "role": "admin"}""", "role")]
    public void A_field_that_cannot_change_makes_the_resource_anew(string kind, string answer, string config, string attribute)
    {
        var schema = Schema(kind);
        Assert.Contains(attribute, Plan.Of(schema, Config(schema, config), State(schema, answer)).RequiresReplace);
    }

    [Theory]
    [InlineData("nodePort", false)]
    [InlineData("headless", true)]
    public void A_service_goes_in_place_between_the_types_that_the_api_exchanges(string type, bool isReplaced)
    {
        var schema = Schema("service");
        var prior = State(schema, """{"name": "api", "labels": {}, "type": "clusterIp", "ports": [{"port": 80, "protocol": "tcp", "targetPort": 8080, "nodePort": null}]}""");
        var plan = Plan.Of(schema, Config(schema, $$"""{"name": "api", "type": "{{type}}", "ports": [{"port": 80, "targetPort": 8080}]}"""), prior);
        Assert.Equal(isReplaced, plan.RequiresReplace.Contains("type"));
        var port = Assert.IsType<FieldsValue>(Assert.Single(Assert.IsType<ItemsValue>(plan.State["ports"]).Items));
        Assert.True(port["node_port"].IsUnknown);
        Assert.Equal(new NumberValue(8080), port["target_port"]);
    }

    [Theory]
    [InlineData("loadBalancer", "local", "clusterIp", "local", true, true)]
    [InlineData("loadBalancer", "local", "nodePort", "local", true, true)]
    [InlineData("clusterIp", "cluster", "loadBalancer", "cluster", true, true)]
    [InlineData("loadBalancer", "cluster", "loadBalancer", "local", false, true)]
    [InlineData("loadBalancer", "local", "loadBalancer", "local", false, false)]
    public void What_follows_from_the_type_or_policy_of_a_service_is_unknown_when_that_changes(
        string type, string policy, string newType, string newPolicy, bool areAddressesOpen, bool isPortOpen)
    {
        var schema = Schema("service");
        var prior = State(schema, $$"""{"name": "api", "labels": {}, "type": "{{type}}", "externalTrafficPolicy": "{{policy}}", "loadBalancerIps": ["172.31.0.9"], "healthCheckNodePort": 30009, "ports": [{"port": 80, "protocol": "tcp", "targetPort": 80, "nodePort": 30008}]}""");
        var plan = Plan.Of(schema, Config(schema, $$"""{"name": "api", "labels": {"a": "b"}, "type": "{{newType}}", "externalTrafficPolicy": "{{newPolicy}}", "ports": [{"port": 80}]}"""), prior);
        Assert.Equal((areAddressesOpen, isPortOpen), (plan.State["load_balancer_ips"].IsUnknown, plan.State["health_check_node_port"].IsUnknown));
        var patch = Patch.Between(prior, plan.State, schema.Type);
        Assert.All(new[] { "loadBalancerIps", "healthCheckNodePort", "ports" }, field => Assert.False(patch.ContainsKey(field)));
    }

    [Fact]
    public void What_the_api_fills_in_of_a_service_and_of_a_pods_interfaces_is_unknown_before_they_are_made()
    {
        var service = Plan.Of(Schema("service"), Config(Schema("service"), """{"name": "api", "type": "loadBalancer", "externalTrafficPolicy": "local", "ports": [{"port": 80}]}"""), null);
        Assert.True(service.State["health_check_node_port"].IsUnknown);
        var port = Assert.IsType<FieldsValue>(Assert.Single(Assert.IsType<ItemsValue>(service.State["ports"]).Items));
        Assert.Equal((true, true), (port["node_port"].IsUnknown, port["name"].IsNull));

        var pod = Plan.Of(Schema("pod"), Config(Schema("pod"), """{"name": "web", "node": "node-1", "interfaces": [{"network": "cli"}, {"network": "blue", "name": "data"}]}"""), null);
        var links = Assert.IsType<ItemsValue>(pod.State["interfaces"]).Items.Cast<FieldsValue>().ToList();
        Assert.All(links, link => Assert.True(link["mac"].IsUnknown && link["addresses"].IsUnknown));
        Assert.True(links[0]["name"].IsUnknown);
        Assert.Equal(new TextValue("data"), links[1]["name"]);
        var ports = Plan.Of(Schema("pod"), Config(Schema("pod"), """{"name": "web", "node": "node-1", "ports": [{"port": 80}]}"""), null).State["ports"];
        Assert.True(Assert.IsType<FieldsValue>(Assert.Single(Assert.IsType<ItemsValue>(ports).Items))["name"].IsNull);
    }

    [Fact]
    public void A_secret_and_the_users_spelling_outlive_answers_that_tell_neither()
    {
        var schema = Schema("token");
        var known = State(schema, """{"name": "ci", "role": "viewer", "secret": "nt_1", "expiresAt": "2099-01-31T13:00:00+01:00"}""");
        var read = Answer.ToState(schema, JsonNode.Parse("""{"name": "ci", "role": "viewer", "secret": null, "expiresAt": "2099-01-31T12:00:00Z"}""") ?? "", known);
        Assert.Equal(known, read);
    }

    [Fact]
    public void A_word_that_the_document_does_not_have_is_told_with_those_that_it_has()
    {
        var problem = Assert.Single(Validation.Of(Config(Schema("service"), """{"name": "api", "ports": [{"port": 80, "protocol": "icmp"}]}"""), Schema("service").Type));
        Assert.Equal("ports[0].protocol", problem.Field);
        Assert.Contains("udp", problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_longer_wait_is_no_change_for_the_API()
    {
        var prior = State(s_network, Network);
        var plan = Plan.Of(s_network, Config(s_network, """{"name": "blue", "labels": {"a": "1", "b": "2"}, "timeouts": {"delete": "5m"}}"""), prior);
        Assert.True(plan.State.IsWhollyKnown);
        Assert.Equal("5m", Timeouts.Find(plan.State, Timeouts.Delete));
        Assert.Null(Timeouts.Find(plan.State, Timeouts.Create));
        Assert.Empty(Patch.Between(prior, plan.State, s_network.Type));
    }

    [Theory]
    [InlineData("500ms", true)]
    [InlineData("5m", true)]
    [InlineData("0s", true)]
    [InlineData("6m", false)]
    [InlineData("1h", false)]
    [InlineData("10", false)]
    [InlineData("1m30s", false)]
    public void A_time_to_wait_is_one_that_the_API_takes(string time, bool isValid)
    {
        var problems = Validation.Of(Config(s_network, $$$"""{"name": "blue", "timeouts": {"create": "{{{time}}}"}}"""), s_network.Type);
        Assert.Equal(isValid ? [] : ["timeouts.create"], problems.Select(problem => problem.Field));
    }

    [Theory]
    [InlineData("ports[1].targetPort", "ports,1,target_port")]
    [InlineData("labels.app", "labels,app")]
    [InlineData("podCidrs[0]", "pod_cidrs,0")]
    [InlineData("nonsense", "")]
    public void A_field_of_a_refusal_leads_to_its_attribute(string field, string path)
    {
        var schema = field.StartsWith("pod", StringComparison.Ordinal) ? s_network : Schema("service");
        var steps = Netaas.Terraform.Plugin.Messages.ToPath(field, schema.Type).Steps;
        Assert.Equal(path, string.Join(',', steps.Select(step => step.HasAttributeName ? step.AttributeName : step.HasElementKeyString ? step.ElementKeyString : $"{step.ElementKeyInt}")));
    }

    private static ResourceSchema Schema(string kind) => ApiDocument.Embedded.Read(ResourceKinds.All.Single(one => one.Name == kind));

    private static FieldsValue State(ResourceSchema schema, string json) => Answer.ToState(schema, JsonNode.Parse(json) ?? "", State(schema));

    private static FieldsValue State(ResourceSchema schema) => FieldsValue.Of(schema.Attributes.Select(attribute => KeyValuePair.Create(attribute.Name, Value.Nothing)));

    private static FieldsValue Config(ResourceSchema schema, string json) => (FieldsValue)JsonValues.Read(JsonNode.Parse(json), schema.Type);
}
