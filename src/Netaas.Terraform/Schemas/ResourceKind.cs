using System.Collections.Immutable;

namespace Netaas.Terraform.Schemas;

/// <summary>
/// What the API's document does not say of a kind, or not for machines. Everything else is read from the document.
/// </summary>
internal sealed record ResourceKind
{
    /// <summary>As in netaas_port_mapping, and in the API's refusals.</summary>
    public required string Name { get; init; }

    /// <summary>Below /api/v1.</summary>
    public required string Path { get; init; }

    /// <summary>Its schema in the document; the bodies' are this with Request.</summary>
    public required string Document { get; init; }

    public required string Summary { get; init; }

    /// <summary>The kind that it belongs to, in path and attributes: a reservation's pool. Null for most.</summary>
    public string? Parent { get; init; }

    /// <summary>Nobody makes it by the API: it is only looked up.</summary>
    public bool IsOnlyRead { get; init; }

    /// <summary>Belongs to no project.</summary>
    public bool IsGlobal { get; init; }

    /// <summary>What the API puts in the place of what is left out, in its spelling and as JSON. Taken back out of a configuration, such a field returns to it.</summary>
    public ImmutableDictionary<string, string> Defaults { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Fields that may be null in an answer and are filled in all the same.</summary>
    public ImmutableArray<string> Allocated { get; init; } = [];

    /// <summary>Fields that can't change where the document says so in prose only.</summary>
    public ImmutableArray<string> Immutable { get; init; } = [];

    /// <summary>Fields that go in place from one of these values to another, and to or from no other.</summary>
    public ImmutableDictionary<string, ImmutableArray<string>> Exchangeable { get; init; } = ImmutableDictionary<string, ImmutableArray<string>>.Empty;

    /// <summary>Fields that the API fills in anew, or no more, when one of others changes.</summary>
    public ImmutableDictionary<string, ImmutableArray<string>> FollowsFrom { get; init; } = ImmutableDictionary<string, ImmutableArray<string>>.Empty;

    /// <summary>Fields whose order means nothing.</summary>
    public ImmutableArray<string> Sets { get; init; } = [];

    public string TypeName => "netaas_" + Name.Replace('-', '_');
}
