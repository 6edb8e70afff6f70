using System.CommandLine;

namespace Netaas.Cli.Commands;

internal enum OutputForm
{
    Table,
    Wide,
    Yaml,
    Json,
}

/// <summary>Options that many commands take.</summary>
internal static class CommonOptions
{
    public static readonly Option<string?> Context = new("--context") { Description = "An installation that `login` has noted; the current one if omitted.", Recursive = true };

    public static readonly Option<string?> Project = new("--project", "-p") { Description = "Whose resources are meant (NETAAS_PROJECT).", Recursive = true };

    public static readonly Option<OutputForm> Output = new("--output", "-o") { Description = "The form of the output; json is as the API gives it." };

    public static readonly Option<bool> Wait = new("--wait", "-w") { Description = "Return when every node concerned has verified it; 3 if one hasn't in time." };

    public static readonly Option<string> Timeout = new("--timeout") { Description = "For how long to wait at most: 30s, 2m, up to 5m.", DefaultValueFactory = _ => "60s" };

    public static readonly Option<string[]> Files = new("--filename", "-f") { Description = "Files, folders, or - for the standard input.", Required = true };

    public static readonly Option<string[]> Label = new("--label", "-l") { Description = "Only those with this label, as app=shop; may be given several times." };

    /// <summary>A path with the wait that was asked for.</summary>
    public static string Waiting(Call call, string path) => call.Of(Wait)
        ? Http.ApiClient.Query(Http.ApiClient.Query(path, "wait", "ready"), "timeout", call.Of(Timeout) ?? "60s")
        : path;
}
