using Netaas.Api.Data;

namespace Netaas.Api.Attachments;

/// <summary>The node whose agent asks.</summary>
/// <param name="RequestId">For the change log.</param>
internal sealed record LeaseHolder(Guid Id, string Name, string RequestId)
{
    /// <summary>As whoever writes into a project.</summary>
    /// <param name="reason">For the history; null where the change speaks for itself.</param>
    public Caller In(Guid project, string? reason = null) => new(project, Name, RequestId) { IsSystem = true, SpansProjects = true, Reason = reason };
}
