using System.Collections.Immutable;
using Netaas.Dataplane.Objects;

namespace Netaas.Dataplane.Kernel;

/// <summary>What became of some steps.</summary>
/// <param name="Read">What was read back of each object that a step touched, in the order of the steps; null for what isn't there.</param>
/// <param name="Failures">At most one an object; where there is none, what was read back is what was wanted.</param>
public sealed record ApplyResult(
    ImmutableArray<KeyValuePair<ObjectKey, KernelObject?>> Read,
    ImmutableDictionary<ObjectKey, ObjectFailure> Failures)
{
    /// <summary>Of no step.</summary>
    public static ApplyResult Nothing { get; } = new([], ImmutableDictionary<ObjectKey, ObjectFailure>.Empty);
}

/// <summary>An object that is not as wanted.</summary>
/// <param name="Message">What was tried, and the kernel's own words.</param>
public sealed record ObjectFailure(ObjectKey Key, ObjectFailureReason Reason, string Message);

/// <summary>Why an object is not as wanted.</summary>
public enum ObjectFailureReason
{
    /// <summary>The kernel refused a change.</summary>
    KernelRefused,

    /// <summary>The kernel took a change, and what was read back differs.</summary>
    ReadBackDiffers,

    /// <summary>A namespace that the pod was given does not exist.</summary>
    NamespaceGone,
}
