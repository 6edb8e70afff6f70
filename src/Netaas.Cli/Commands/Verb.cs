using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Netaas.Cli.Commands;

/// <summary>A command with examples in its help; a test runs every one of them.</summary>
internal sealed class Verb : Command
{
    public Verb(string name, string description, params string[] examples)
        : base(name, description) => Examples = examples;

    public IReadOnlyList<string> Examples { get; }

    public void Runs(Func<Call, CancellationToken, Task<int>> run) =>
        SetAction((parsed, ct) => Failures.GuardAsync(new Call(parsed), run, ct));
}

/// <summary>The usual help with the examples below.</summary>
internal sealed class HelpWithExamples(HelpAction usual) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var status = usual.Invoke(parseResult);
        if (parseResult.CommandResult.Command is not Verb { Examples.Count: > 0 } verb)
            return status;
        var output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (var example in verb.Examples)
            output.WriteLine("  " + example);
        output.WriteLine();
        return status;
    }
}
