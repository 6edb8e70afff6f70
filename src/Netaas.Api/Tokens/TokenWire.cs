using Netaas.Api.Auth;
using Netaas.Api.Resources;
using Netaas.Api.Status;

namespace Netaas.Api.Tokens;

/// <summary>What a client may ask of a token. A name and a role are enough.</summary>
/// <param name="Role">viewer reads, operator writes, admin makes tokens, too; join enrols one node. Can't be changed.</param>
/// <param name="System">Whether it belongs to no project and so reaches all; only such an admin may make one. Can't be changed.</param>
/// <param name="ExpiresAt">From then on it is refused; never if omitted.</param>
public sealed record TokenRequest(string Name, Role Role, Labels? Labels = null, bool? System = null, DateTime? ExpiresAt = null);

/// <summary>A token as it stands.</summary>
/// <param name="Project">Null where it belongs to none.</param>
/// <param name="Secret">What to send as bearer: shown in the answer that makes the token, and null ever after.</param>
public sealed record TokenResource(
    Guid Id,
    string Name,
    string? Project,
    Labels Labels,
    Role Role,
    bool System,
    DateTime? ExpiresAt,
    string? Secret,
    long Revision,
    DateTime CreatedAt,
    DateTime UpdatedAt,
    TokenStatus Status);

/// <param name="LastUsedAt">To within some seconds; null before the first time.</param>
/// <param name="Node">The node that a join token has enrolled; null before, and for other tokens.</param>
/// <param name="IsConfigured">Whether it comes from the configuration of the API, and is changed there.</param>
public sealed record TokenStatus(Phase Phase, DateTime? LastUsedAt, string? Node, bool IsConfigured, IReadOnlyList<Condition> Conditions);
