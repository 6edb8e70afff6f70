using System.Collections.Concurrent;
using System.Net;
using Netaas.Terraform.Api;
using Netaas.Terraform.Schemas;
using Netaas.Terraform.Values;

namespace Netaas.Terraform.Resources;

/// <summary>
/// What of a plan's clashes is known before its apply. The API is asked what it would say of each write by itself, as the
/// record stands: so it is not asked where the configuration isn't known yet, or where what the resource refers to is about to
/// be made anew; a reference to what is not there yet is no mistake; and what stands in the way may go in the same apply, where
/// it is somebody's whom terraform can manage: that is a warning.
/// </summary>
internal sealed class Foresight
{
    // By id; a provider lives for one plan or one apply.
    private readonly ConcurrentDictionary<string, string> _replaced = new(StringComparer.Ordinal);

    /// <summary>Notes a resource that is made anew: its name, and all that it holds, will be free in time.</summary>
    public void NoteReplaced(FieldsValue prior) => _replaced[prior["id"].Text ?? ""] = prior["name"].Text ?? "";

    /// <summary>Whether the API's word on a write means anything yet.</summary>
    public bool CanAsk(ResourceSchema schema, FieldsValue config)
    {
        var rest = schema.Attributes.Where(attribute => attribute.Name != "name").Select(attribute => config[attribute.Name]);
        return config.IsWhollyKnown && !rest.SelectMany(Texts).Any(text => _replaced.ContainsKey(text) || _replaced.Values.Contains(text));
    }

    public IEnumerable<Problem> Judge(ApiAnswer answer) => answer.Status switch
    {
        HttpStatusCode.BadRequest => Problem.Of(answer).Where(problem => !IsOfThingsToCome(problem)),
        HttpStatusCode.Conflict => JudgeClash(answer),
        // A token that may only read makes plans, too; what else is the matter now may not be by then.
        _ => [],
    };

    private IEnumerable<Problem> JudgeClash(ApiAnswer answer)
    {
        var culprits = Culprit.Of(answer);
        if (culprits.Count > 0 && culprits.All(culprit => _replaced.ContainsKey(culprit.Id)))
            return [];
        var mayGo = culprits.Any(culprit => ResourceKinds.All.Any(kind => kind.Name == culprit.Kind && !kind.IsOnlyRead)) || (string?)answer.Body?["code"] == "quotaExceeded";
        return Problem.Of(answer).Select(problem => mayGo
            ? problem with { IsWarning = true, Detail = problem.Detail + "\nThe apply fails unless that goes first." }
            : problem);
    }

    /// <summary>There is no such network, pod or whatever else terraform may be about to make.</summary>
    private static bool IsOfThingsToCome(Problem problem) => ResourceKinds.All.Any(kind => !kind.IsOnlyRead
        && problem.Code == "unknown" + string.Concat(kind.Name.Split('-').Select(part => char.ToUpperInvariant(part[0]) + part[1..])));

    private static IEnumerable<string> Texts(Value value) => value switch
    {
        TextValue text => [text.Content],
        ItemsValue items => items.Items.SelectMany(Texts),
        FieldsValue fields => fields.Fields.Values.SelectMany(Texts),
        _ => [],
    };
}
