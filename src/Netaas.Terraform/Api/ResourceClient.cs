using System.Net;
using Netaas.Terraform.Resources;
using Netaas.Terraform.Schemas;
using Netaas.Terraform.Values;

namespace Netaas.Terraform.Api;

/// <summary>What came of a request: the state (null where there is no such resource) and what to tell.</summary>
internal sealed record Outcome(FieldsValue? State, IReadOnlyList<Problem> Problems);

/// <summary>One kind of resource, at the API.</summary>
internal sealed class ResourceClient(ApiClient api, ResourceSchema schema)
{
    private const string DryRun = "dryRun=true";

    private static readonly TimeSpan s_betweenLooks = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    public async Task<Outcome> ReadAsync(Reference reference, FieldsValue? known, CancellationToken ct)
    {
        var answer = await api.SendAsync(HttpMethod.Get, Path(reference), null, ct);
        return answer.Status == HttpStatusCode.NotFound ? new Outcome(null, []) : OutcomeOf(answer, known, known);
    }

    public async Task<Outcome> CreateAsync(FieldsValue planned, CancellationToken ct)
    {
        var path = Path(Reference.ToNew(schema, planned), Waiting(planned, Timeouts.Create));
        return OutcomeOf(await api.SendAsync(HttpMethod.Post, path, JsonValues.Write(planned, schema.Type), ct), planned, null);
    }

    public async Task<Outcome> UpdateAsync(FieldsValue prior, FieldsValue planned, CancellationToken ct)
    {
        var patch = Patch.Between(prior, planned, schema.Type);
        if (patch.Count == 0)
            return planned.IsWhollyKnown ? new Outcome(planned, []) : await ReadAsync(Reference.To(schema, prior), planned, ct);
        var path = Path(Reference.To(schema, prior), Waiting(planned, Timeouts.Update));
        return OutcomeOf(await api.SendAsync(HttpMethod.Patch, path, patch, ct), planned, prior);
    }

    /// <summary>What the API would say of a write, which it doesn't do. Null where there is nothing to write.</summary>
    public async Task<ApiAnswer?> TryAsync(FieldsValue? prior, FieldsValue planned, CancellationToken ct)
    {
        if (prior is null)
            return await api.SendOnceAsync(HttpMethod.Post, Path(Reference.ToNew(schema, planned), DryRun), JsonValues.Write(planned, schema.Type), ct);
        var patch = Patch.Between(prior, planned, schema.Type);
        return patch.Count == 0 ? null : await api.SendOnceAsync(HttpMethod.Patch, Path(Reference.To(schema, prior), DryRun), patch, ct);
    }

    public async Task<Outcome> DeleteAsync(FieldsValue prior, CancellationToken ct)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var answer = await api.SendAsync(HttpMethod.Delete, Path(Reference.To(schema, prior), Waiting(prior, Timeouts.Delete)), null, ct);
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
        if (Culprit.Of(refusal) is not { Count: > 0 } culprits)
            return false;
        foreach (var culprit in culprits)
        {
            if (ResourceKinds.All.FirstOrDefault(kind => kind.Name == culprit.Kind && kind.Parent is null) is not { } kind)
                return false;
            var answer = await api.SendAsync(HttpMethod.Get, $"{kind.Path}/{culprit.Id}", null, ct);
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

    private string Waiting(FieldsValue resource, string write)
    {
        var timeout = Timeouts.Find(resource, write) ?? api.Settings.WaitTimeout;
        return Duration.IsNone(timeout) ? "" : "wait=ready&timeout=" + Uri.EscapeDataString(timeout);
    }

    private string Path(Reference reference, string query = "")
    {
        // An id says everything; a project beside it could only be wrong.
        var project = schema.Kind.IsGlobal || Guid.TryParse(reference.Name, out _) ? null : reference.Project ?? api.Settings.Project;
        string[] parts = [project is null ? "" : "project=" + Uri.EscapeDataString(project), query];
        var asked = string.Join('&', parts.Where(part => part.Length > 0));
        var folder = schema.Kind.Parent is { } parent ? $"{parent}s/{Uri.EscapeDataString(reference.Parent ?? "")}/{schema.Kind.Path}" : schema.Kind.Path;
        var path = reference.Name is { } name ? $"{folder}/{Uri.EscapeDataString(name)}" : folder;
        return asked.Length == 0 ? path : $"{path}?{asked}";
    }
}
