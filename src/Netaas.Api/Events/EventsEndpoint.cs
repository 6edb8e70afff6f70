using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Netaas.Api.Apply;
using Netaas.Api.Auth;
using Netaas.Api.Changes;
using Netaas.Api.Http;
using Netaas.Api.Resources;

namespace Netaas.Api.Events;

/// <summary><c>GET /events</c>: server-sent events, resumable by <c>Last-Event-ID</c>.</summary>
internal static class EventsEndpoint
{
    /// <summary>How long the stream may be silent: proxies and clients take a longer silence for a dead connection.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(5);

    /// <summary>How often a stream without news looks whether its token still counts.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    /// <summary>A reader that takes no byte for this long is let go; it resumes where it was.</summary>
    private static readonly TimeSpan Slowest = TimeSpan.FromSeconds(15);

    public static void MapEvents(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/events", GetAsync).WithTags("events").WithName("streamEvents")
            .Produces<EventBody>(StatusCodes.Status200OK, "text/event-stream")
            .WithMetadata(new Operation("Streams every change and every change of phase, resumable by Last-Event-ID.", [new("kind", "Only events of resources of this kind, as events name it; given several times, of any of these.")], "Server-sent events; each carries its id, which Last-Event-ID takes. The first, `hello`, says where the stream begins; with `missed` of true in its data, events after Last-Event-ID are gone or unknown (it is older than the retention, the database was put back to an earlier time, or it is none of ours): read anew what you follow. A reader that takes no byte for 15 s is let go and resumes where it was; a stream ends with its token."));

    private static async Task<IResult> GetAsync(HttpContext http, EventLog log, TokenStore tokens, TimeProvider time, IReadOnlyList<IApplicable> applicable)
    {
        var query = new HistoryQuery(http.Request.Query, "kind");
        var kinds = http.Request.Query["kind"].OfType<string>().ToHashSet();
        string[] known = [.. applicable.Select(one => one.Kind), "node"];
        foreach (var kind in kinds.Except(known))
            query.Refuse("kind", "invalid", $"There is no kind '{kind}'. Give one of {string.Join(", ", known)}.");
        if (query.Problems.Count > 0)
            return Answer.Of(Problem.Invalid(query.Problems));
        await StreamAsync(http, log, (kinds, tokens), time);
        return Results.Empty;
    }

    /// <param name="terms">Whose events are told, empty for all, and what the stream ends with.</param>
    private static async Task StreamAsync(HttpContext http, EventLog log, (HashSet<string> Kinds, TokenStore Tokens) terms, TimeProvider time)
    {
        var ct = http.RequestAborted;
        var (after, hasMissed) = await BeginAsync(http, log, ct);
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";
        var caller = http.Caller();
        await WriteAsync(http, $"id: {after}\nevent: hello\ndata: {(hasMissed ? """{"missed":true}""" : "{}")}\n\n");
        var (lastSent, lastTold, isNews) = (time.GetTimestamp(), after, true);
        using var _ = log.Join();
        var appended = log.Appended;
        // A stream lasts for days, a token perhaps not: whoever has lost it hears no more.
        while (Guard.TokenOf(http) is { } token && await terms.Tokens.FindAsync(token, ct) is not null)
        {
            appended = isNews ? log.Appended : appended;
            var events = isNews ? await log.ReadAsync(after, caller, ct) : [];
            var text = new StringBuilder();
            foreach (var (eventId, type, kind, json) in events)
                if (terms.Kinds.Count == 0 || terms.Kinds.Contains(kind))
                    text.Append(CultureInfo.InvariantCulture, $"id: {eventId}\nevent: {type}\ndata: {json}\n\n");
            after = events.Count > 0 ? events[^1].Id : after;
            // A reader of some kinds resumes behind what it was spared: an id without data is no event, and is kept.
            if (text.Length == 0 && time.GetElapsedTime(lastSent) > Heartbeat)
                text.Append(CultureInfo.InvariantCulture, $"{(after > lastTold ? $"id: {after}\n" : "")}: still here\n\n");
            if (text.Length > 0)
            {
                await WriteAsync(http, text.ToString());
                (lastSent, lastTold) = (time.GetTimestamp(), after);
            }
            isNews = events.Count > 0 || await IsDoneWithinAsync(appended, Look, ct);
        }
    }

    /// <summary>After which event the stream begins, and whether the reader has missed some that it wanted.</summary>
    private static async Task<(long After, bool HasMissed)> BeginAsync(HttpContext http, EventLog log, CancellationToken ct)
    {
        var (oldest, newest) = await log.SpanAsync(ct);
        if (http.Request.Headers["Last-Event-ID"].ToString() is not { Length: > 0 } given)
            return (newest, false);
        // One of the future is from before the database was put back: waiting for it would leave out all that comes until then.
        return long.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id <= newest ? (id, id < oldest - 1) : (newest, true);
    }

    private static async Task<bool> IsDoneWithinAsync(Task task, TimeSpan time, CancellationToken ct)
    {
        try
        {
            await task.WaitAsync(time, ct);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private static async Task WriteAsync(HttpContext http, string text)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        limit.CancelAfter(Slowest);
        await http.Response.WriteAsync(text, limit.Token);
        await http.Response.Body.FlushAsync(limit.Token);
    }
}
