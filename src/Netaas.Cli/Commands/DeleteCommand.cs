using System.CommandLine;
using Netaas.Cli.Http;
using Netaas.Cli.Kinds;
using Netaas.Cli.Yaml;

namespace Netaas.Cli.Commands;

internal static class DeleteCommand
{
    private static readonly Argument<string?> s_kind = new("kind") { HelpName = "kind", Arity = ArgumentArity.ZeroOrOne, Description = "Such as network, pods or svc." };
    private static readonly Argument<string[]> s_names = new("names") { HelpName = "names", Arity = ArgumentArity.ZeroOrMore, Description = "By name or id." };
    private static readonly Option<bool> s_cascade = new("--cascade") { Description = "Along with all that depends on it." };
    private static readonly Option<int?> s_grace = new("--grace-period") { HelpName = "seconds", Description = "Of pods: they take no new connections, and keep those that they have for so long." };
    private static readonly Option<string[]> s_files = new("--filename", "-f") { Description = "What these files hold, those first that build on others. What is gone already is no error." };

    public static Verb Build()
    {
        References.Complete(s_names, parsed => KindTable.Find(parsed.GetValue(s_kind) ?? ""));
        s_kind.CompletionSources.Add(_ => KindTable.All.Where(kind => kind.IsDeleted).Select(kind => kind.Plural));
        var verb = new Verb("delete", "Deletes resources.", "netaas delete port-mapping probe-http", "netaas delete pod web-1 --grace-period 30", "netaas delete network blue --cascade --wait", "netaas delete -f deploy/examples/three-tier/yaml --cascade --wait")
        {
            s_kind, s_names, s_files, s_cascade, s_grace, CommonOptions.Wait, CommonOptions.Timeout,
        };
        verb.Runs(RunAsync);
        return verb;
    }

    private static async Task<int> RunAsync(Call call, CancellationToken ct)
    {
        var status = ExitCode.Ok;
        foreach (var (kind, name, isFromFile) in await MeantAsync(call, ct))
            try
            {
                var path = kind.Parent is null ? References.Path(kind, name) : name;
                if (call.Of(s_cascade))
                    path = ApiClient.Query(path, "cascade", "true");
                var isGraceful = kind.Name == "pod" && call.Of(s_grace) > 0;
                if (isGraceful)
                    path = ApiClient.Query(path, "gracePeriodSeconds", $"{call.Of(s_grace)}");
                var gone = await call.Api.SendAsync(HttpMethod.Delete, CommonOptions.Waiting(call, path), null, ct);
                call.Out.WriteLine($"{kind.Name} {name} {(isGraceful && gone.IsLagging ? "is terminating" : "deleted")}");
                status = gone.IsLagging && call.Of(CommonOptions.Wait) && status == ExitCode.Ok ? ExitCode.NotReady : status;
            }
            catch (RefusedException refused) when (isFromFile && refused.Problem.Status == 404)
            {
                call.Out.WriteLine($"{kind.Name} {name} is not there");
            }
            catch (RefusedException refused)
            {
                // One that is refused keeps no other from going.
                Failures.Tell(call.Error, refused.Problem);
                status = ExitCode.Failed;
            }
        return status;
    }

    private static async Task<List<(Kind Kind, string Name, bool IsFromFile)>> MeantAsync(Call call, CancellationToken ct)
    {
        if (call.Of(s_files) is { Length: > 0 } files)
            return [.. ResourceFiles.Read(files).Resources
                .Select(one => (Kind: KindTable.Find(one.Kind), one.Name, true))
                .Where(one => one.Kind is { Parent: null })
                .OrderByDescending(one => KindTable.All.ToList().IndexOf(one.Kind ?? KindTable.All[0]))
                .Select(one => (one.Kind ?? KindTable.All[0], one.Name, true))];
        if (call.Parsed.GetValue(s_kind) is not { } word || call.Parsed.GetValue(s_names) is not { Length: > 0 } names)
            throw new UsageException("Say what: netaas delete KIND NAME…, or netaas delete -f FILE.");
        var kind = KindTable.Find(word) is { IsDeleted: true } found ? found : throw new UsageException($"There is no kind {word} that can be deleted.");
        if (kind.Parent is null)
            return [.. names.Select(name => (kind, name, false))];
        var paths = new List<(Kind, string, bool)>();
        foreach (var name in names)
        {
            var one = await GetCommand.OneAsync(call, kind, name, ct);
            paths.Add((kind, $"{kind.Parent}s/{one[kind.Parent]}/{kind.Plural}/{one["id"]}", false));
        }
        return paths;
    }
}
