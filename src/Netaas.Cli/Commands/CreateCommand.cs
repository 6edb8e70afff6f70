using System.CommandLine;
using System.Text.Json.Nodes;
using Netaas.Cli.Http;
using Netaas.Cli.Kinds;
using Netaas.Cli.Schema;

namespace Netaas.Cli.Commands;

/// <summary>A command for every kind that can be made, with an option for each of its fields, both from the schema.</summary>
internal static class CreateCommand
{
    private static readonly Dictionary<string, string> s_examples = new()
    {
        ["project"] = "netaas create project team-c",
        ["token"] = "netaas create token deployer --role operator --project team-c",
        ["pool"] = "netaas create pool racks --purpose pods --cidr 10.128.0.0/12",
        ["reservation"] = "netaas create reservation racks --prefix-length 20 --note 'for the lab in the cellar'",
        ["network"] = "netaas create network blue --pod-cidrs 10.30.0.0/16 --labels app=demo",
        ["pod"] = "netaas create pod probe --network blue --node node-1 --wait",
        ["service"] = """netaas create service probes --network shop --selector app=probe --ports '[{"port": 80, "targetPort": 8080}]'""",
        ["port-mapping"] = "netaas create port-mapping probe-http --pod probe --host-port 18081 --target-port 80 --nodes node-1",
    };

    public static Verb Build()
    {
        var create = new Verb("create", "Makes a resource.", "netaas create network green --egress none --dry-run");
        var schema = FieldSchema.Load();
        foreach (var kind in KindTable.All.Where(kind => kind.IsCreated))
            create.Add(Build(kind, schema));
        return create;
    }

    private static Verb Build(Kind kind, FieldSchema schema)
    {
        var verb = new Verb(kind.Name, $"Makes a {kind.Name}.", s_examples[kind.Name]);
        verb.Aliases.Add(kind.Plural);
        var name = new Argument<string>(kind.Parent ?? "name") { Description = kind.Parent is null ? "Its name." : $"The {kind.Parent} that it belongs to." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Show what would be made, and make nothing." };
        var fields = schema.FieldsOf(kind.Name).Select(field => (Field: field, Option: OptionOf(field))).ToList();
        verb.Add(name);
        foreach (var option in new Option[] { CommonOptions.Output, CommonOptions.Wait, CommonOptions.Timeout, dryRun })
            verb.Add(option);
        foreach (var (_, option) in fields)
            verb.Add(option);
        verb.Runs(async (call, ct) =>
        {
            var body = new JsonObject();
            if (kind.Parent is null)
                body["name"] = call.Of(name);
            foreach (var (field, option) in fields)
                if (call.Of(option) is { Length: > 0 } values)
                    body[field.Name] = field.Parse(values);
            var path = kind.Parent is null ? kind.Plural : $"{kind.Parent}s/{Uri.EscapeDataString(call.Of(name))}/{kind.Plural}";
            if (call.Of(dryRun))
                path = ApiClient.Query(path, "dryRun", "true");
            var made = await call.Api.PostAsync(CommonOptions.Waiting(call, path), body, ct);
            call.Print(kind, [made.Fields], isList: false);
            if (made.Body?["secret"] is { } secret && call.Of(CommonOptions.Output) is OutputForm.Table or OutputForm.Wide)
                call.Out.WriteLine($"\nIts secret, which is shown this once: {secret}");
            return made.IsLagging ? ExitCode.NotReady : ExitCode.Ok;
        });
        return verb;
    }

    private static Option<string[]> OptionOf(Field field) => new("--" + field.OptionName)
    {
        Description = field.Description,
        HelpName = field.Form,
        AllowMultipleArgumentsPerToken = field.IsList,
    };
}
