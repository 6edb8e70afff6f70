using System.Text.Json.Nodes;
using Netaas.Api.Auth;
using Netaas.Api.Data;
using Netaas.Api.Http;
using Netaas.Api.Resources;
using Netaas.Api.Status;

namespace Netaas.Api.Apply;

/// <summary>What became of a resource of a set.</summary>
public enum Effect
{
    Created,
    Changed,
    Unchanged,
    Deleted,
}

/// <summary>A resource of a set as it was applied.</summary>
/// <param name="Requirements">What has to hold until it is ready, or gone.</param>
internal sealed record Applied(Effect Effect, string Kind, Guid Id, string Name, IReadOnlyList<Requirement> Requirements)
{
    /// <summary>As it was asked for before; null for one that was not there.</summary>
    public ISpec? Before { get; init; }

    /// <summary>As it is asked for since; null for one that is gone.</summary>
    public ISpec? After { get; init; }

    /// <summary>Shown once, to who made it.</summary>
    public string? Secret { get; init; }
}

/// <summary>A resource of a set as it was read, with what applies it.</summary>
internal sealed record Wish(string Kind, string Name, Func<Session, CancellationToken, Task<Outcome<Applied>>> ApplyAsync)
{
    /// <summary>The same where another has come under the name since, which is given up where it can't become this one.</summary>
    public Func<Session, CancellationToken, Task<Outcome<Applied>>> ReplaceAsync { get; init; } = ApplyAsync;

    /// <summary>Gives up what the resource holds now, if it is there, and takes again as it is applied.</summary>
    public Func<Session, CancellationToken, Task> LetGoAsync { get; init; } = static (_, _) => Task.CompletedTask;
}

/// <summary>A kind of resource as a set of many kinds sees it.</summary>
internal interface IApplicable
{
    string Kind { get; }

    /// <summary>Who may write it, in a set as elsewhere.</summary>
    Access Access { get; }

    Wish Read(FieldReader body);

    /// <summary>Makes a wish of a resource as the change log has it.</summary>
    void Recall(JsonObject recorded)
    {
    }

    /// <summary>Names of the resources with all of these labels, of those that clients have asked for.</summary>
    Task<IReadOnlyList<string>> LabelledAsync(Session session, IReadOnlyDictionary<string, string> labels, CancellationToken ct);

    Task<Outcome<Applied>> DeleteAsync(Session session, string reference, CancellationToken ct);
}

/// <summary>Any kind of the API in a set.</summary>
internal sealed class Applicable<TSpec, TRow>(IResourceKind<TSpec, TRow> kind) : IApplicable
    where TSpec : class, ISpec
    where TRow : class, IResourceRow
{
    public string Kind => kind.Kind;

    public Access Access => kind.Access;

    public Wish Read(FieldReader body)
    {
        body.Ignore("id", "revision", "createdAt", "updatedAt", "status");
        var spec = kind.Read(body);
        var project = body.Text("project");
        return new Wish(Kind, spec.Name, async (session, ct) =>
            await Upsert.CheckProjectAsync(session, project, ct) is { } elsewhere ? Problem.Invalid([elsewhere]) : await ApplyAsync(session, spec, ct))
        {
            ReplaceAsync = (session, ct) => ReplaceAsync(session, spec, ct),
            LetGoAsync = async (session, ct) =>
            {
                if (await Upsert.FindLockedAsync(session, kind, spec.Name, ct) is { } present)
                    await kind.LetGoAsync(session, present, ct);
            },
        };
    }

    public void Recall(JsonObject recorded) => kind.Recall(recorded);

    public async Task<IReadOnlyList<string>> LabelledAsync(Session session, IReadOnlyDictionary<string, string> labels, CancellationToken ct)
    {
        var names = new List<string>();
        Guid? after = null;
        while (true)
        {
            var query = new ListQuery(session.Caller.Project, after, ListOptions.MaxLimit, labels, new Dictionary<string, string>());
            var rows = await kind.ListAsync(session, query, ct);
            names.AddRange(rows.Where(kind.IsAskedFor).Select(row => row.Name));
            if (rows.Count < ListOptions.MaxLimit)
                return names;
            after = rows[^1].Id;
        }
    }

    public async Task<Outcome<Applied>> DeleteAsync(Session session, string reference, CancellationToken ct)
    {
        if (await Upsert.FindLockedAsync(session, kind, reference, ct) is not { } present)
            return Problem.NotFound(Kind, reference);
        return await DeleteAsync(session, kind, present, false, ct);
    }

    public static async Task<Outcome<Applied>> DeleteAsync(Session session, IResourceKind<TSpec, TRow> kind, TRow present, bool cascade, CancellationToken ct)
    {
        var before = kind.SpecOf(present);
        var deleted = await kind.DeleteAsync(session, present, cascade, ct);
        if (deleted.Problem is not null)
            return deleted.Problem;
        var gone = kind.RequirementsOf(present).Where(requirement => requirement.Own)
            .Select(requirement => requirement with { Revision = deleted.Value, Own = false });
        return new Applied(Effect.Deleted, kind.Kind, present.Id, present.Name, [.. gone]) { Before = before };
    }

    private async Task<Outcome<Applied>> ApplyAsync(Session session, TSpec spec, CancellationToken ct)
    {
        var present = await Upsert.FindLockedAsync(session, kind, spec.Name, ct);
        var before = present is null ? null : kind.SpecOf(present);
        var written = present is null
            ? await Upsert.CreateOrReplaceAsync(session, kind, "", spec, default, ct)
            : await Upsert.ReplaceAsync(session, kind, present, kind.Spare(spec, present), default, ct);
        return Effects.Of(session, kind, before, written);
    }

    /// <summary>What can't be changed is made anew, with what depends on it: the set has a wish for each of those, too, or lets it go.</summary>
    private async Task<Outcome<Applied>> ReplaceAsync(Session session, TSpec spec, CancellationToken ct)
    {
        var present = await Upsert.FindLockedAsync(session, kind, spec.Name, ct);
        var fields = present is null ? [] : kind.ImmutableDifferences(kind.Keep(spec, present), kind.SpecOf(present)).ToList();
        if (present is null || fields.Count == 0)
            return await ApplyAsync(session, spec, ct);
        if (!kind.MayBeMadeAnew)
            return Problem.Conflict(
                "immutable",
                $"Since then {Kind} '{spec.Name}' was deleted and made anew, with other {string.Join(", ", fields)}, which can't be changed: delete it, with what stands in it, and roll back again.",
                [new Culprit(Kind, present.Id, present.Name)]);
        var gone = await DeleteAsync(session, kind, present, true, ct);
        if (gone.Value is not { } before)
            return gone;
        var made = Effects.Of(session, kind, kind.SpecOf(present), await Upsert.CreateAsync(session, kind, "", spec, ct));
        return made.Value is { } after ? after with { Effect = Effect.Changed, Requirements = [.. after.Requirements, .. before.Requirements] } : made;
    }
}
