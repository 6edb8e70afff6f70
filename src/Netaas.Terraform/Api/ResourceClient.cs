using System.Net;
using System.Text.Json.Nodes;
using Netaas.Terraform.Resources;
using Netaas.Terraform.Schemas;
using Netaas.Terraform.Values;

namespace Netaas.Terraform.Api;

/// <summary>What came of a request: the state (null where there is no such resource) and what to tell.</summary>
internal sealed record Outcome(FieldsValue? State, IReadOnlyList<Problem> Problems);

/// <summary>One kind of resource, at the API.</summary>
internal sealed class ResourceClient(ApiClient api, ResourceSchema schema)
{
    private static readonly TimeSpan s_betweenLooks = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    public async Task<Outcome> ReadAsync(string reference, string? project, FieldsValue? known, CancellationToken ct)
    {
        var answer = await api.SendAsync(HttpMethod.Get, Path(reference, project, waits: false), null, ct);
        return answer.Status == HttpStatusCode.NotFound ? new Outcome(null, []) : OutcomeOf(answer, known, known);
    }

    public async Task<Outcome> CreateAsync(FieldsValue planned, CancellationToken ct)
    {
        var body = JsonValues.Write(planned, schema.Type);
        var answer = await api.SendAsync(HttpMethod.Post, Path(null, planned["project"].Text, waits: true), body, ct);
        return OutcomeOf(answer, planned, null);
    }

    public async Task<Outcome> UpdateAsync(FieldsValue prior, FieldsValue planned, CancellationToken ct)
    {
        var patch = Patch.Between(prior, planned, schema.Type);
        var path = Path(prior["id"].Text, prior["project"].Text, waits: patch.Count > 0);
        var answer = patch.Count == 0
            ? await api.SendAsync(HttpMethod.Get, path, null, ct)
            : await api.SendAsync(HttpMethod.Patch, path, patch, ct);
        return OutcomeOf(answer, planned, prior);
    }

    public async Task<Outcome> DeleteAsync(FieldsValue prior, CancellationToken ct)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var answer = await api.SendAsync(HttpMethod.Delete, Path(prior["id"].Text, prior["project"].Text, waits: true), null, ct);
            if (answer.IsSuccess || answer.Status == HttpStatusCode.NotFound)
                return new Outcome(null, answer.IsLagging ? [Problem.Lagging(answer)] : []);
            // What depends on it may be on its way out, where a node lags.
            var isLate = TimeProvider.System.GetElapsedTime(started) > s_patience;
            if (isLate || answer.Status != HttpStatusCode.Conflict || !await AreTerminatingAsync(answer, ct))
                return new Outcome(prior, Problem.Of(answer));
            await Task.Delay(s_betweenLooks, ct);
        }
    }

    private async Task<bool> AreTerminatingAsync(ApiAnswer refusal, CancellationToken ct)
    {
        if (refusal.Body?["conflicts"] is not JsonArray { Count: > 0 } culprits)
            return false;
        foreach (var culprit in culprits)
        {
            if (ResourceKinds.All.FirstOrDefault(kind => kind.Name == (string?)culprit?["kind"]) is not { } kind)
                return false;
            var answer = await api.SendAsync(HttpMethod.Get, $"{kind.Path}/{(string?)culprit?["id"]}", null, ct);
            if (answer.Status != HttpStatusCode.NotFound && (string?)answer.Body?["status"]?["phase"] != "Terminating")
                return false;
        }
        return true;
    }

    private Outcome OutcomeOf(ApiAnswer answer, FieldsValue? known, FieldsValue? otherwise)
    {
        if (!answer.IsSuccess || answer.Body is null)
            return new Outcome(otherwise, Problem.Of(answer));
        return new Outcome(Answer.ToState(schema, answer.Body, known), answer.IsLagging ? [Problem.Lagging(answer)] : []);
    }

    private string Path(string? reference, string? project, bool waits)
    {
        List<string> query = [];
        // An id says everything; a project beside it could only be wrong.
        if (!schema.Kind.IsGlobal && !Guid.TryParse(reference, out _) && (project ?? api.Settings.Project) is { } chosen)
            query.Add("project=" + Uri.EscapeDataString(chosen));
        if (waits && api.Settings.WaitTimeout is { } timeout)
            query.Add("wait=ready&timeout=" + Uri.EscapeDataString(timeout));
        var path = reference is null ? schema.Kind.Path : $"{schema.Kind.Path}/{Uri.EscapeDataString(reference)}";
        return query.Count == 0 ? path : $"{path}?{string.Join('&', query)}";
    }
}
