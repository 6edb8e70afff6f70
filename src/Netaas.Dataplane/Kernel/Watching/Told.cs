using Netaas.Dataplane.Objects;

namespace Netaas.Dataplane.Kernel;

/// <summary>What the kernel said of one object of ours, or of a part of it.</summary>
/// <param name="Part">What is said later of the same part takes this one's place; empty for the whole.</param>
/// <param name="Found">What was there; null for what is gone, or isn't ours any more.</param>
/// <param name="Agrees">Whether it is what a plan wants, given the object in the plan; null for none.</param>
internal sealed record Told(ObjectKey Key, string Part, KernelObject? Found, Predicate<KernelObject?> Agrees)
{
    public static Told Of(ObjectKey key, KernelObject? found) => new(key, "", found, wanted => Equals(wanted, found));

    /// <summary>It was touched, and only a look tells how it is now.</summary>
    public static Told Touched(ObjectKey key) => new(key, "", null, static _ => false);
}
