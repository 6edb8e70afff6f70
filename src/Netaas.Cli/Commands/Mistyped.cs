using System.CommandLine;
using System.CommandLine.Parsing;

namespace Netaas.Cli.Commands;

/// <summary>
/// An option that a command doesn't know. The parser takes it for one more name, so that <c>delete pods web --dry-run</c> would
/// delete the pod and then look for one called <c>--dry-run</c>. No name, kind, CIDR or URL of ours begins with a dash.
/// </summary>
internal static class Mistyped
{
    public static void Refuse(Argument argument) => argument.Validators.Add(Refuse);

    private static void Refuse(ArgumentResult result)
    {
        foreach (var token in result.Tokens)
            if (token.Value is ['-', _, ..])
                result.AddError($"There is no option {token.Value} here; nothing was done.");
    }
}
