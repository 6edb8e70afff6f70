using System.CommandLine;
using Netaas.Cli.Contexts;
using Netaas.Cli.Http;

namespace Netaas.Cli.Commands;

/// <summary><c>login</c> and <c>context</c>.</summary>
internal static class LoginCommand
{
    public static Verb Build()
    {
        var url = new Argument<string>("url") { Description = "Such as https://netaas.example:8080." };
        var token = new Option<string?>("--token") { Description = "Others on this machine can read command lines: better leave it out, and it is read from the standard input." };
        var name = new Option<string>("--name") { Description = "What to call the context.", DefaultValueFactory = _ => "default" };
        var verb = new Verb("login", "Notes an installation and a token for it, and makes it the current one.", "echo $NETAAS_TOKEN | netaas login $NETAAS_URL --name lab") { url, token, name };
        verb.Runs(async (call, ct) =>
        {
            var secret = call.Of(token) ?? (await Console.In.ReadLineAsync(ct))?.Trim() ?? "";
            var endpoint = new Endpoint(ContextFile.UrlOf(call.Of(url)), ContextFile.TokenOf(secret), call.Of(CommonOptions.Project));
            using var api = new ApiClient(endpoint);
            await api.GetAsync("nodes?limit=1", ct);
            ContextFile.Load().Put(call.Of(name) ?? "default", endpoint);
            call.Out.WriteLine($"{call.Of(name)} is {endpoint.Url}, and the current context");
            return ExitCode.Ok;
        });
        return verb;
    }

    public static Verb BuildContext() => new("context", "Lists and chooses installations.", "netaas context list") { List(), Change("use", "Makes one the current one.", (file, name) => file.Use(name)), Change("remove", "Forgets one, and its token.", (file, name) => file.Remove(name)) };

    private static Verb List()
    {
        var verb = new Verb("list", "Lists them; a star marks the current one.", "netaas context list");
        verb.Runs((call, _) =>
        {
            var file = ContextFile.Load();
            foreach (var name in file.Names)
                call.Out.WriteLine($"{(name == file.Current ? "*" : " ")} {name}   {file.UrlOfContext(name)}");
            return Task.FromResult(ExitCode.Ok);
        });
        return verb;
    }

    private static Verb Change(string command, string description, Action<ContextFile, string> change)
    {
        var name = new Argument<string>("name") { HelpName = "name", Description = "Of a context." };
        name.CompletionSources.Add(_ => ContextFile.Load().Names);
        var verb = new Verb(command, description, $"netaas context {command} lab") { name };
        verb.Runs((call, _) =>
        {
            change(ContextFile.Load(), call.Of(name));
            return Task.FromResult(ExitCode.Ok);
        });
        return verb;
    }
}
