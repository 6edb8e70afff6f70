using System.Collections.Immutable;
using Netaas.Core.View;
using Netaas.Dataplane.Objects;

namespace Netaas.Dataplane.Compile;

/// <summary>That an item wants an object.</summary>
internal readonly record struct Claim(ItemPlan By, KernelObject Object) : IComparable<Claim>
{
    public ItemKey Owner => By.Item;

    public int CompareTo(Claim other)
    {
        var order = other.By.Revision.CompareTo(By.Revision);
        if (order != 0)
            return order;
        order = ((int)Owner.Kind).CompareTo((int)other.Owner.Kind);
        if (order != 0)
            return order;
        order = Owner.Id.CompareTo(other.Owner.Id);
        return order != 0 ? order : Owner.Scope.CompareTo(other.Owner.Scope);
    }
}

/// <summary>
/// All claims to objects of one key. Two items may want the same object (a setting, or a pod that a thousand ports lead to),
/// or for a moment different ones of one key: the later recorded wins. Nearly all objects have one owner, and cost no
/// collection; where there are thousands, one more costs what one more in ten does.
/// </summary>
/// <param name="First">The one that wins.</param>
/// <param name="All">Null where the first is the only one.</param>
internal readonly record struct Claims(Claim First, ImmutableSortedSet<Claim>? All)
{
    public IEnumerable<ItemKey> Owners => All is null ? [First.Owner] : All.Select(claim => claim.Owner);

    public Claims With(Claim claim) => Of((All ?? [First]).Add(claim));

    /// <returns>Null where none is left; the same where it was not among them, as an item may name an object twice.</returns>
    public Claims? Without(Claim claim) => All is not null ? Of(All.Remove(claim)) : First.CompareTo(claim) == 0 ? null : this;

    private static Claims Of(ImmutableSortedSet<Claim> all) => new(all[0], all.Count == 1 ? null : all);
}
