using System.Collections.Immutable;
using Netaas.Terraform.Values;

namespace Netaas.Terraform.Schemas;

/// <summary>One attribute of a resource, and how it goes to the API and comes back.</summary>
internal sealed record ResourceAttribute
{
    /// <summary>In terraform's spelling: pod_cidrs.</summary>
    public required string Name { get; init; }

    /// <summary>In the API's: podCidrs.</summary>
    public required string Field { get; init; }

    public required AttributeType Type { get; init; }

    public string Description { get; init; } = "";

    public bool IsRequired { get; init; }

    public bool IsOptional { get; init; }

    /// <summary>The API may fill it in.</summary>
    public bool IsComputed { get; init; }

    public bool IsSensitive { get; init; }

    /// <summary>A change of it makes the resource anew.</summary>
    public bool IsImmutable { get; init; }

    /// <summary>Between these values it changes in place; to or from any other it makes the resource anew. Empty where all changes are alike.</summary>
    public ImmutableArray<string> Exchangeable { get; init; } = [];

    /// <summary>Where it is not configured, the API fills it in anew with a change of one of these.</summary>
    public ImmutableArray<string> FollowsFrom { get; init; } = [];

    /// <summary>Becomes another with every change of the resource.</summary>
    public bool IsVolatile { get; init; }

    /// <summary>Sent in bodies.</summary>
    public bool IsSent { get; init; }

    /// <summary>Stands in answers; what does not is kept as it was given.</summary>
    public bool IsAnswered { get; init; }

    /// <summary>What it is where the configuration leaves it out; null where the API decides.</summary>
    public Value? Default { get; init; }

    /// <summary>The words that it may be; empty where any will do.</summary>
    public ImmutableArray<string> Choices { get; init; } = [];

    /// <summary>Written as a block, <c>timeouts { }</c>, where others are assigned.</summary>
    public bool IsBlock { get; init; }

    /// <summary>A time such as the API takes for a wait.</summary>
    public bool IsDuration { get; init; }

    public bool IsConfigurable => IsRequired || IsOptional;

    public override string ToString() => Name;
}
