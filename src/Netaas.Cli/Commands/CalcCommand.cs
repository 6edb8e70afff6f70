using System.CommandLine;
using System.Text.Json.Nodes;
using Netaas.Cli.Http;
using Netaas.Cli.Output;

namespace Netaas.Cli.Commands;

internal static class CalcCommand
{
    public static Verb Build() => new("calc", "Calculates with CIDRs.", "netaas calc subnet 10.10.0.0/16 --contains 10.10.3.4") { Subnet(), Plan() };

    private static Verb Subnet()
    {
        var cidr = new Argument<string>("cidr") { Description = "Such as 10.10.0.0/16 or fd00:10::/48." };
        var contains = new Option<string[]>("--contains") { Description = "An address or CIDR: is it inside?" };
        var overlaps = new Option<string[]>("--overlaps") { Description = "A CIDR: do they share addresses?" };
        var split = new Option<int?>("--split") { Description = "Length of the parts to split it into." };
        var supernet = new Option<int?>("--supernet") { Description = "Length of the CIDR around it." };
        var verb = new Verb("subnet", "Says what there is to know about a CIDR.", "netaas calc subnet 10.10.0.0/16 --split 18") { cidr, contains, overlaps, split, supernet, CommonOptions.Output };
        verb.Runs(async (call, ct) =>
        {
            var path = ApiClient.Query("calculator/subnet", "cidr", call.Of(cidr));
            path = (call.Of(contains) ?? []).Aggregate(path, (query, value) => ApiClient.Query(query, "contains", value));
            path = (call.Of(overlaps) ?? []).Aggregate(path, (query, value) => ApiClient.Query(query, "overlaps", value));
            foreach (var (name, length) in new[] { ("split", call.Of(split)), ("supernet", call.Of(supernet)) })
                path = length is { } given ? ApiClient.Query(path, name, $"{given}") : path;
            return Print(call, await call.Api.GetAsync(path, ct));
        });
        return verb;
    }

    private static Verb Plan()
    {
        var nodes = new Option<int>("--nodes") { Description = "How many nodes there will be.", Required = true };
        var pods = new Option<int>("--pods-per-node") { Description = "How many pods a node will hold.", Required = true };
        var services = new Option<int>("--services") { Description = "How many services there will be." };
        var dualStack = new Option<bool>("--dual-stack") { Description = "CIDRs of both families." };
        var verb = new Verb("plan", "Plans a network's CIDRs so that they clash with nothing known.", "netaas calc plan --nodes 50 --pods-per-node 100 --services 200") { nodes, pods, services, dualStack, CommonOptions.Output };
        verb.Runs(async (call, ct) =>
        {
            var body = new JsonObject { ["nodes"] = call.Of(nodes), ["podsPerNode"] = call.Of(pods), ["services"] = call.Of(services), ["dualStack"] = call.Of(dualStack) };
            return Print(call, (await call.Api.PostAsync("calculator/plan", body, ct)).Fields);
        });
        return verb;
    }

    private static int Print(Call call, JsonObject answer)
    {
        call.Out.Write(call.Of(CommonOptions.Output) == OutputForm.Json ? JsonText.Indented(answer) + "\n" : YamlText.Of(answer));
        return ExitCode.Ok;
    }
}
