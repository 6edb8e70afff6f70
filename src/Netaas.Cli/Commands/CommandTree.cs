using System.CommandLine;
using System.CommandLine.Help;

namespace Netaas.Cli.Commands;

internal static class CommandTree
{
    public static RootCommand Build()
    {
        var root = new RootCommand("The command line of Netaas. Ends with 0 for done or nothing to do, 1 for failed, 2 for a plan with changes, 3 for not ready in time, 64 for a wrong command line.")
        {
            CommonOptions.Context, CommonOptions.Project,
            GetCommand.Build(), DescribeCommand.Build(), CreateCommand.Build(), DeleteCommand.Build(),
            ApplyCommand.Build(), ApplyCommand.BuildPlan(), WatchCommand.Build(), HistoryCommand.Build(), HistoryCommand.BuildRollback(),
            CalcCommand.Build(), ExecCommand.Build(), ExecCommand.BuildNetns(), NodeCommand.Build(),
            LoginCommand.Build(), LoginCommand.BuildContext(), CompletionCommand.Build(), CompletionCommand.BuildSchema(),
        };
        foreach (var option in root.Options)
            if (option is HelpOption { Action: HelpAction usual } help)
                help.Action = new HelpWithExamples(usual);
        foreach (var argument in Verbs(root).SelectMany(verb => verb.Arguments).Distinct())
            if (argument != ExecCommand.Program)
                Mistyped.Refuse(argument);
        return root;
    }

    /// <summary>Every command with examples, the tree's leaves and its branches.</summary>
    public static IEnumerable<Verb> Verbs(Command root) =>
        root.Subcommands.OfType<Verb>().SelectMany(verb => Verbs(verb).Prepend(verb));
}
