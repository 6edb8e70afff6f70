using Microsoft.AspNetCore.Http;

namespace Netaas.Api.Http;

/// <summary>What is wrong with one field of a body.</summary>
/// <param name="Field">Its path: <c>ports[0].port</c>; empty for the body as a whole.</param>
/// <param name="Code">Stable, for programs.</param>
/// <param name="Message">Says what to do.</param>
public sealed record FieldProblem(string Field, string Code, string Message);

/// <summary>The resource that stands in the way.</summary>
public sealed record Culprit(string Kind, Guid Id, string Name);

/// <summary>A refusal as RFC 9457 problem+json.</summary>
/// <param name="Code">Stable, for programs.</param>
/// <param name="Errors">What is wrong with which field: all problems of a bad body at once, or the field that clashes; null where no field is to blame.</param>
/// <param name="Conflicts">What the request clashes with, or what depends on the resource; null where nothing does.</param>
/// <param name="Suggestion">A value that would have been accepted; null where none was looked for.</param>
public sealed record Problem(
    int Status,
    string Code,
    string Title,
    string Detail,
    IReadOnlyList<FieldProblem>? Errors = null,
    IReadOnlyList<Culprit>? Conflicts = null,
    string? Suggestion = null)
{
    public string Type => $"urn:netaas:problem:{Code}";

    public static Problem Invalid(IReadOnlyList<FieldProblem> errors) => new(
        StatusCodes.Status400BadRequest,
        "invalid",
        "The request is not valid.",
        errors.Count == 1 ? $"{errors[0].Field}: {errors[0].Message}".TrimStart(':', ' ') : $"{errors.Count} problems; see errors.",
        errors);

    public static Problem NotFound(string kind, string reference) => new(
        StatusCodes.Status404NotFound, "notFound", "Not found.", $"There is no {kind} '{reference}'.");

    public static Problem Conflict(string code, string detail, IReadOnlyList<Culprit>? conflicts = null, string? suggestion = null) => new(
        StatusCodes.Status409Conflict, code, "The request clashes with what is recorded.", detail, null, conflicts, suggestion);

    /// <summary>The same, told of the field that is to blame.</summary>
    public Problem At(string field) => this with { Errors = [new FieldProblem(field, Code, Detail)] };

    public static Problem Stale(long revision) => new(
        StatusCodes.Status412PreconditionFailed,
        "stale",
        "The resource has changed.",
        $"If-Match names another version than the present one, \"{revision}\": read it again and decide anew.");

    public static Problem Exists(Culprit present, long revision) => new(
        StatusCodes.Status412PreconditionFailed,
        "exists",
        "The resource exists.",
        $"If-None-Match asks for none, or for another version, and {present.Kind} '{present.Name}' is here at version \"{revision}\": leave the header out to replace it.",
        Conflicts: [present]);

    public static Problem Unauthorized(string detail) => new(
        StatusCodes.Status401Unauthorized, "unauthorized", "Not signed in.", detail);

    public static Problem Silent(string node) => new(
        StatusCodes.Status504GatewayTimeout, "nodeSilent", "The node does not answer.", $"The agent of node '{node}' does not answer: look at the node's status, and ask again.");

    public static Problem TooMany(string detail) => new(
        StatusCodes.Status429TooManyRequests, "tooManyRequests", "Too many requests.", detail);

    public static Problem Forbidden(string detail) => new(
        StatusCodes.Status403Forbidden, "forbidden", "Not allowed.", detail);
}

/// <summary>A value, or why there is none.</summary>
public readonly record struct Outcome<T>(T? Value, Problem? Problem)
{
    public static implicit operator Outcome<T>(T value) => new(value, null);

    public static implicit operator Outcome<T>(Problem problem) => new(default, problem);
}
