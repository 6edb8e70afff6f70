using System.Diagnostics;
using System.Net;
using Netaas.SystemTests.Stack;
using Xunit;

namespace Netaas.SystemTests.Terraform;

[Collection(AllInOneCollection.Name)]
public sealed class TerraformTests(AllInOneStack stack)
{
    private const string Everything = Workspace.Head + """
        resource "netaas_project" "shop" {
          name   = "tf-shop"
          quotas = { pods = 5 }
        }
        resource "netaas_pool" "racks" {
          name    = "tf-racks"
          purpose = "pods"
          cidr    = "172.24.0.0/16"
        }
        resource "netaas_reservation" "cellar" {
          pool          = netaas_pool.racks.name
          prefix_length = 20
          note          = "cellar"
        }
        data "netaas_node" "first" {
          name = "node-1"
        }
        resource "netaas_network" "blue" {
          name          = "tf-blue"
          pod_cidrs     = ["10.70.0.0/16"]
          service_cidrs = ["10.71.0.0/20"]
          labels        = { team = "a", stage = "test" }
          timeouts {
            create = "2m"
          }
        }
        resource "netaas_pod" "web" {
          name    = "tf-web"
          network = netaas_network.blue.name
          node    = data.netaas_node.first.name
          labels  = { app = "web" }
          ports   = [{ name = "http", port = 80, protocol = "tcp" }]
        }
        resource "netaas_pod" "client" {
          name    = "tf-client"
          network = netaas_network.blue.id
          node    = "node-3"
        }
        resource "netaas_port_mapping" "web" {
          name        = "tf-web"
          nodes       = ["node-2", "node-1"]
          host_port   = 8970
          pod         = netaas_pod.web.name
          target_port = 80
        }
        resource "netaas_service" "web" {
          name     = "tf-web"
          network  = netaas_network.blue.name
          selector = { app = "web" }
          ports    = [{ port = 8080, target_port_name = "http" }]
        }
        resource "netaas_token" "reader" {
          name    = "tf-reader"
          role    = "viewer"
          project = netaas_project.shop.name
        }
        data "netaas_network" "blue" {
          name = netaas_network.blue.name
        }
        output "vni" {
          value = data.netaas_network.blue.vni
        }
        """;

    [Fact]
    public async Task Every_kind_is_made_changed_replaced_found_changed_imported_and_destroyed()
    {
        var workspace = await Workspace.InitAsync(stack, Everything);
        Assert.True(await workspace.HasChangesAsync());
        Assert.Contains("9 added", await workspace.ApplyAsync(), StringComparison.Ordinal);
        Assert.False(await workspace.HasChangesAsync());
        await AssertPacketsAsync("node-3");

        workspace.Write(Everything
            .Replace("pods = 5", "pods = 6", StringComparison.Ordinal)
            .Replace("172.24.0.0/16", "172.24.0.0/15", StringComparison.Ordinal)
            .Replace("\"cellar\"\n", "\"attic\"\n", StringComparison.Ordinal)
            .Replace("create = \"2m\"", "delete = \"3m\"", StringComparison.Ordinal)
            .Replace(", stage = \"test\"", "", StringComparison.Ordinal)
            .Replace("8970", "8971", StringComparison.Ordinal)
            .Replace("\"http\" }]", "\"http\" }]\n  termination_grace_seconds = 5", StringComparison.Ordinal)
            .Replace("role    = \"viewer\"", "role    = \"viewer\"\n  labels = { a = \"b\" }", StringComparison.Ordinal)
            .Replace("node    = \"node-3\"", "node    = \"node-2\"", StringComparison.Ordinal));
        Assert.Contains("1 added, 7 changed, 1 destroyed", await workspace.ApplyAsync(), StringComparison.Ordinal);
        Assert.False(await workspace.HasChangesAsync());
        await AssertPacketsAsync("node-2");

        await AssertDriftIsFoundAsync(workspace);
        await AssertImportsAsync(workspace);
        await workspace.DestroyAsync();
        foreach (var path in new[] { "projects/tf-shop", "pools/tf-racks", "networks/tf-blue", "pods/tf-web", "port-mappings/tf-web", "services/tf-web", "tokens/tf-reader?project=tf-shop" })
            Assert.Contains((await stack.Rest.GetAsync(path)).Status, new[] { HttpStatusCode.NotFound, HttpStatusCode.BadRequest });
    }

    [Fact]
    public async Task Two_hundred_resources_stand_after_one_apply_and_a_plan_of_them_is_empty()
    {
        var workspace = await Workspace.InitAsync(stack, Workspace.Head + """
            resource "netaas_network" "many" {
              name      = "tf-many"
              pod_cidrs = ["10.72.0.0/16"]
            }
            resource "netaas_pod" "many" {
              count   = 150
              name    = "tf-many-${count.index}"
              network = netaas_network.many.name
              node    = "node-${count.index % 3 + 1}"
            }
            resource "netaas_port_mapping" "many" {
              count       = 49
              name        = "tf-many-${count.index}"
              pod         = netaas_pod.many[count.index].name
              target_port = 80
            }
            """);
        var started = Stopwatch.StartNew();
        Assert.Contains("200 added", await workspace.ApplyAsync("-parallelism=10"), StringComparison.Ordinal);
        var applied = started.Elapsed;
        started.Restart();
        Assert.False(await workspace.HasChangesAsync());
        TestContext.Current.TestOutputHelper?.WriteLine($"apply {applied.TotalSeconds:0.0} s, empty plan {started.Elapsed.TotalSeconds:0.0} s");
        Assert.All(await stack.Rest.ListAsync("pods?network=tf-many&limit=200"), pod => Assert.Equal("Ready", (string?)pod?["status"]?["phase"]));
        await workspace.DestroyAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await stack.Rest.GetAsync("networks/tf-many")).Status);
    }

    [Fact]
    public async Task A_mistake_is_told_at_the_attribute_where_it_stands()
    {
        var workspace = await Workspace.InitAsync(stack, Workspace.Head + """
            resource "netaas_service" "bad" {
              name     = "tf-bad"
              selector = { app = "web" }
              ports    = [{ port = 80, protocol = "icmp" }]
            }
            """);
        var (detail, code) = Assert.Single(await workspace.ErrorsAsync("validate"));
        Assert.Contains("udp", detail, StringComparison.Ordinal);
        Assert.StartsWith("ports[0].protocol", detail, StringComparison.Ordinal);
        Assert.Contains("ports", code, StringComparison.Ordinal);
        workspace.Write(Workspace.Head + """
            resource "netaas_network" "bad" {
              name      = "tf-bad"
              pod_cidrs = ["10.30.0.1/16"]
            }
            """);
        (_, code) = Assert.Single(await workspace.ErrorsAsync("apply", "-auto-approve"));
        Assert.Contains("pod_cidrs", code, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await stack.Rest.GetAsync("networks/tf-bad")).Status);
    }

    [Fact]
    public async Task A_clash_is_told_at_plan_time_at_its_attribute_and_stops_only_what_nothing_can_clear()
    {
        (await stack.Rest.PostAsync("networks?wait=ready", """{"name": "tf-there", "podCidrs": ["10.73.0.0/16"]}""")).Expect(HttpStatusCode.Created);
        var workspace = await Workspace.InitAsync(stack, Workspace.Head + """
            resource "netaas_network" "clash" {
              name      = "tf-clash"
              pod_cidrs = ["10.73.4.0/22"]
            }
            resource "netaas_pod" "clash" {
              name    = "tf-clash"
              network = netaas_network.clash.name
              node    = "node-1"
            }
            """);
        var plan = await workspace.DiagnosticsAsync("plan");
        Assert.True(plan.Result.Succeeded, plan.Result.Output);
        var warning = Assert.Single(plan.Told, one => one.Severity == "warning");
        Assert.Contains("network 'tf-there'", warning.Detail, StringComparison.Ordinal);
        Assert.Contains("pod_cidrs", warning.Code, StringComparison.Ordinal);

        var node = (await stack.Rest.GetAsync("nodes/node-1")).Expect(HttpStatusCode.OK);
        var route = $"{node["status"]["hostRoutes"]?[0]}";
        workspace.Write(Workspace.Head + $$"""
            resource "netaas_network" "clash" {
              name      = "tf-clash"
              pod_cidrs = ["{{route}}"]
            }
            """);
        var (detail, code) = Assert.Single(await workspace.ErrorsAsync("plan"));
        Assert.Contains(route, detail, StringComparison.Ordinal);
        Assert.Contains("pod_cidrs", code, StringComparison.Ordinal);
        (await stack.Rest.DeleteAsync("networks/tf-there?wait=ready")).Expect(HttpStatusCode.NoContent);
    }

    /// <summary>From a pod on another node, by the pod's address and the service's, and from outside by the mapping.</summary>
    private async Task AssertPacketsAsync(string clientNode)
    {
        var web = (await stack.Rest.GetAsync("pods/tf-web")).Expect(HttpStatusCode.OK);
        var client = (await stack.Rest.GetAsync("pods/tf-client")).Expect(HttpStatusCode.OK);
        Assert.Equal(clientNode, (string?)client["node"]);
        var service = (await stack.Rest.GetAsync("services/tf-web")).Expect(HttpStatusCode.OK);
        var mapping = (await stack.Rest.GetAsync("port-mappings/tf-web")).Expect(HttpStatusCode.OK);
        var node = (await stack.Rest.GetAsync("nodes/node-2")).Expect(HttpStatusCode.OK);
        await using var server = await HttpServer.StartAsync(Text(web["status"]["netnsPath"]), 80);
        var from = Text(client["status"]["netnsPath"]);
        Assert.Equal(Text(client["addresses"][0]), await server.SeenFromAsync(from, Text(web["addresses"][0]), 80));
        Assert.Equal(Text(client["addresses"][0]), await server.SeenFromAsync(from, Text(service["clusterIps"][0]), 8080));
        Assert.NotNull(await server.SeenFromAsync(stack.OutsideNetns, Text(node["underlayAddresses"][0]).Split('/')[0], (int)mapping["hostPort"]));
    }

    private async Task AssertDriftIsFoundAsync(Workspace workspace)
    {
        (await stack.Rest.PatchAsync("networks/tf-blue", """{"labels": {"team": "b"}}""")).Expect(HttpStatusCode.OK);
        (await stack.Rest.PatchAsync("pods/tf-web", """{"drain": true}""")).Expect(HttpStatusCode.OK);
        (await stack.Rest.DeleteAsync("services/tf-web?wait=ready")).Expect(HttpStatusCode.NoContent);
        Assert.True(await workspace.HasChangesAsync());
        Assert.Contains("1 added, 2 changed, 0 destroyed", await workspace.ApplyAsync(), StringComparison.Ordinal);
        Assert.Equal("a", (string?)(await stack.Rest.GetAsync("networks/tf-blue"))["labels"]["team"]);
    }

    /// <summary>By name, by id and by project and name; nothing is to be done afterwards but what no answer tells.</summary>
    private async Task AssertImportsAsync(Workspace workspace)
    {
        var pod = Text((await stack.Rest.GetAsync("pods/tf-web"))["id"]);
        (string Address, string Reference)[] imports =
        [
            ("netaas_project.shop", "tf-shop"), ("netaas_pool.racks", "tf-racks"), ("netaas_network.blue", "default/tf-blue"), ("netaas_pod.web", pod),
            ("netaas_port_mapping.web", "default/tf-web"), ("netaas_service.web", "default/tf-web"), ("netaas_token.reader", "tf-shop/tf-reader"),
        ];
        var held = (await stack.Rest.ListAsync("pools/tf-racks/reservations")).Single()?["id"];
        imports = [.. imports, ("netaas_reservation.cellar", $"tf-racks/{held}")];
        (await workspace.RunAsync("state", ["rm", .. imports.Select(import => import.Address)])).Expect();
        foreach (var (address, reference) in imports)
            (await workspace.RunAsync("import", address, reference)).Expect();
        // The network's timeouts, and how long a prefix the reservation asked for: terraform's own, and not in any answer.
        var before = (await stack.Rest.GetAsync("networks/tf-blue"))["revision"];
        Assert.Contains("0 added, 2 changed, 0 destroyed", await workspace.ApplyAsync(), StringComparison.Ordinal);
        Assert.Equal((long?)before, (long?)(await stack.Rest.GetAsync("networks/tf-blue"))["revision"]);
        Assert.False(await workspace.HasChangesAsync());
    }

    private static string Text(System.Text.Json.Nodes.JsonNode? node) => (string?)node ?? "";
}
