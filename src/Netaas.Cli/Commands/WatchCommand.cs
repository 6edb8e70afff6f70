using System.CommandLine;
using Netaas.Cli.Http;
using Netaas.Cli.Kinds;
using Netaas.Cli.Output;

namespace Netaas.Cli.Commands;

/// <summary>The event stream, line by line; a stream that breaks is taken up where it was.</summary>
internal static class WatchCommand
{
    private static readonly Option<string?> s_kind = new("--kind") { Description = "Only of this kind." };
    private static readonly Option<int?> s_count = new("--count") { Description = "End after so many." };
    private static readonly Option<string?> s_after = new("--after") { Description = "From the event after this id on; from now on if omitted." };

    public static Verb Build()
    {
        var verb = new Verb("watch", "Prints every change and every change of status as it happens.", "netaas watch --after 0 --count 3", "netaas watch --after 0 --kind pod --count 1 -o json")
        {
            s_kind, s_count, s_after, CommonOptions.Output,
        };
        verb.Runs(RunAsync);
        return verb;
    }

    private static async Task<int> RunAsync(Call call, CancellationToken ct)
    {
        var after = call.Of(s_after);
        var left = call.Of(s_count) ?? int.MaxValue;
        var kind = call.Of(s_kind) is { } word ? KindTable.Find(word)?.Name ?? word : null;
        while (true)
        {
            try
            {
                await foreach (var (id, one) in call.Api.EventsAsync(after, ct))
                {
                    after = id;
                    if (one["missed"] is not null)
                        call.Error.WriteLine("netaas: some events before these are gone; 'netaas get' says how things stand");
                    if (one["kind"] is null || (kind is not null && $"{one["kind"]}" != kind))
                        continue;
                    call.Out.WriteLine(call.Of(CommonOptions.Output) == OutputForm.Json
                        ? JsonText.Line(one)
                        : $"{one["at"]}   {one["kind"]} {one["name"]}   {one["action"] ?? one["phase"] ?? one["message"]}");
                    if (--left <= 0)
                        return ExitCode.Ok;
                }
            }
            catch (Exception broken) when (after is not null && IsPassing(broken))
            {
                call.Error.WriteLine("netaas: the stream broke; taking it up again");
            }
            await Task.Delay(TimeSpan.FromSeconds(1), ct);
        }
    }

    /// <summary>The API, or its database, is away and will be back.</summary>
    private static bool IsPassing(Exception broken) =>
        broken is HttpRequestException or IOException or RefusedException { Problem.Status: 429 or 502 or 503 or 504 };
}
