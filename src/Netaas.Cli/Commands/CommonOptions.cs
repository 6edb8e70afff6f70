using System.CommandLine;
using System.CommandLine.Parsing;

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
    /// <summary>The forms as they are typed, in their order.</summary>
    private static readonly string[] s_forms = ["table", "wide", "yaml", "json"];

    public static readonly Option<string?> Context = new("--context") { Description = "An installation that `login` has noted; the current one if omitted.", Recursive = true };

    public static readonly Option<string?> Project = new("--project", "-p") { Description = "Whose resources are meant (NETAAS_PROJECT).", Recursive = true };

    public static readonly Option<OutputForm> Output = MakeOutput();

    public static readonly Option<bool> Wait = new("--wait", "-w") { Description = "Return when every node concerned has verified it; 3 if one hasn't in time." };

    public static readonly Option<string> Timeout = new("--timeout") { Description = "For how long to wait at most: 30s, 2m, up to 5m.", DefaultValueFactory = _ => "60s" };

    public static readonly Option<string[]> Files = new("--filename", "-f") { Description = "Files, folders, or - for the standard input.", Required = true };

    public static readonly Option<string[]> Label = new("--label", "-l") { Description = "Only those with this label, as app=shop; may be given several times." };

    private static Option<OutputForm> MakeOutput()
    {
        var output = new Option<OutputForm>("--output", "-o")
        {
            Description = "The form of the output; json is as the API gives it.",
            HelpName = string.Join('|', s_forms),
            CustomParser = FormOf,
        };
        output.CompletionSources.Clear();
        output.CompletionSources.Add(s_forms);
        return output;
    }

    private static OutputForm FormOf(ArgumentResult typed)
    {
        if (Array.IndexOf(s_forms, typed.Tokens[^1].Value.ToLowerInvariant()) is var form and >= 0)
            return (OutputForm)form;
        typed.AddError($"There is no form {typed.Tokens[^1].Value}: give {string.Join(", ", s_forms)}.");
        return OutputForm.Table;
    }

    /// <summary>A path with the wait that was asked for.</summary>
    public static string Waiting(Call call, string path) => call.Of(Wait)
        ? Http.ApiClient.Query(Http.ApiClient.Query(path, "wait", "ready"), "timeout", call.Of(Timeout) ?? "60s")
        : path;
}
