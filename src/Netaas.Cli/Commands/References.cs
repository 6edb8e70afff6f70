using System.CommandLine;
using System.CommandLine.Completions;
using Netaas.Cli.Http;
using Netaas.Cli.Kinds;

namespace Netaas.Cli.Commands;

/// <summary>Kinds and names as arguments, with completions from the live installation.</summary>
internal static class References
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    public static Argument<string> Kind(Func<Kind, bool> which)
    {
        // With a name of its own, as the help would list the completions instead.
        var argument = new Argument<string>("kind") { HelpName = "kind", Description = "Such as network, pods or svc." };
        argument.CompletionSources.Add(context => IsTyped(context, argument) ? [] : KindTable.All.Where(which).Select(kind => kind.Plural));
        return argument;
    }

    /// <param name="kindOf">Of the resources whose names are meant.</param>
    public static void Complete(Argument argument, Func<ParseResult, Kind?> kindOf) =>
        argument.CompletionSources.Add(context => Names(context, kindOf));

    public static string Path(Kind kind, string reference) => $"{kind.Plural}/{Uri.EscapeDataString(reference)}";

    /// <summary>Whether the kind stands already and the next word is being typed.</summary>
    private static bool IsTyped(CompletionContext context, Argument<string> kind) =>
        context.ParseResult.GetResult(kind) is { Tokens: [var token, ..] } && token.Value != context.WordToComplete;

    private static List<CompletionItem> Names(CompletionContext context, Func<ParseResult, Kind?> kindOf)
    {
        if (kindOf(context.ParseResult) is not { IsRead: true, Parent: null } kind)
            return [];
        try
        {
            using var call = new Call(context.ParseResult);
            using var limit = new CancellationTokenSource(s_patience);
            return NamesAsync(call.Api, kind, limit.Token).GetAwaiter().GetResult();
        }
        catch (Exception away) when (away is HttpRequestException or OperationCanceledException or RefusedException or UsageException)
        {
            // Whoever presses Tab wants names or nothing.
            return [];
        }
    }

    private static async Task<List<CompletionItem>> NamesAsync(ApiClient api, Kind kind, CancellationToken ct)
    {
        var names = new List<CompletionItem>();
        await foreach (var resource in api.ListAsync(kind.Plural, ct))
            names.Add(new CompletionItem($"{resource["name"]}"));
        return names;
    }
}
