using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Netaas.Api.Auth;
using Netaas.Api.Http;
using Netaas.Api.Outbox;
using Netaas.Api.Resources;
using Netaas.Contracts.Attachments;
using Netaas.Core;
using Netaas.Core.Json;

namespace Netaas.Api.Attachments;

/// <summary><c>POST /nodes/{id}/attachments</c>: pods that began at a node, and the addresses that its agent holds for more.</summary>
internal static class AttachmentsEndpoint
{
    public static void MapAttachments(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/nodes/{id:guid}/attachments", SyncAsync).ForRole(Role.Node).WithTags("nodes").WithName("syncNodeAttachments")
            .Accepts<AttachmentSync>("application/json").Produces<AttachmentSyncAnswer>()
            .WithMetadata(new Operation(
                "Records pods that began or ended at a node, and leases addresses to it. For its own agent.", [],
                "An agent sends it when pods begin and end, and when it needs addresses. Sending it twice is sending it once."));

    private static async Task<IResult> SyncAsync(HttpContext http, Guid id, AttachmentRecorder recorder, LeaseStore leases, DispatchSignal dispatch)
    {
        if (http.Principal().Id != id)
            return Answer.Of(Problem.NotFound("node", id.ToString()));
        var ct = http.RequestAborted;
        AttachmentSync? asked;
        try
        {
            asked = await JsonSerializer.DeserializeAsync<AttachmentSync>(http.Request.Body, NetaasJson.Options, ct);
        }
        catch (JsonException malformed)
        {
            return Answer.Of(Problem.Invalid([new FieldProblem("", "malformed", $"The body is not understood: {malformed.Message}")]));
        }
        if (asked is null)
            return Answer.Of(Problem.Invalid([new FieldProblem("", "required", "Send the attachments as a JSON object.")]));
        var node = new LeaseHolder(id, http.Principal().Name, http.TraceIdentifier);
        var recorded = new List<RecordedPod>();
        // Ends first: a container that was started again has the attachment of the one before.
        foreach (var pod in asked.Detached)
            recorded.Add(await recorder.RemoveAsync(node, pod, ct));
        foreach (var pod in asked.Attached)
            recorded.Add(await recorder.RecordAsync(node, pod, ct));
        await leases.ReturnAsync(node, asked.Returned, ct);
        var sets = new List<LeaseSet>();
        foreach (var wish in asked.Leases)
            sets.Add(await leases.FillAsync(node, wish, ct));
        dispatch.Set();
        return Answer.Json(new AttachmentSyncAnswer(recorded.ToEquatableList(), sets.ToEquatableList()));
    }
}
