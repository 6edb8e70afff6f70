using System.CommandLine;
using Netaas.Cli.Output;
using Netaas.Cli.Schema;

namespace Netaas.Cli.Commands;

/// <summary><c>completion</c> and <c>schema</c>: what shells and editors ask for.</summary>
internal static class CompletionCommand
{
    private static readonly Dictionary<string, string> s_scripts = new()
    {
        ["bash"] = """
            _netaas() {
              local IFS=$'\n'
              COMPREPLY=($(compgen -W "$(netaas "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
            }
            complete -o default -F _netaas netaas
            """,
        ["zsh"] = """
            #compdef netaas
            _netaas() { compadd -- ${(f)"$(netaas "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)"} }
            compdef _netaas netaas
            """,
        ["fish"] = """
            complete -c netaas -f -a '(netaas "[suggest:"(commandline -C)"]" (commandline -p) 2>/dev/null)'
            """,
    };

    public static Verb Build()
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh or fish." };
        shell.AcceptOnlyFromAmong([.. s_scripts.Keys]);
        var verb = new Verb("completion", "Prints a shell's completion, which knows the names of the installation.", "source <(netaas completion bash)") { shell };
        verb.Runs((call, _) =>
        {
            call.Out.WriteLine(s_scripts[call.Of(shell)]);
            return Task.FromResult(ExitCode.Ok);
        });
        return verb;
    }

    public static Verb BuildSchema()
    {
        var from = new Option<string?>("--from") { Description = "Make it from this openapi.yaml instead of printing the one in the program." };
        var verb = new Verb("schema", "Prints the JSON Schema of files, for editors.", "netaas schema > netaas.schema.json") { from };
        verb.Runs(async (call, ct) =>
        {
            call.Out.WriteLine(call.Of(from) is { } file
                ? JsonText.Indented(SchemaMaker.Of(new StringReader(await File.ReadAllTextAsync(file, ct))))
                : FieldSchema.Text().TrimEnd());
            return ExitCode.Ok;
        });
        return verb;
    }
}
