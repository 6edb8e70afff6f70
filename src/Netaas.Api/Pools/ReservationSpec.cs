using System.Net;
using Netaas.Api.Http;
using Netaas.Api.Resources;
using Netaas.Core.Addressing;

namespace Netaas.Api.Pools;

/// <summary>A range to be held, as it was asked for.</summary>
/// <param name="Cidr">Null: the next free one.</param>
/// <param name="PrefixLength">Of the next free one; null for the pool's own, or where the CIDR says it.</param>
internal sealed record ReservationSpec(IPNetwork? Cidr, int? PrefixLength, string Note, Labels Labels) : ISpec
{
    public const int MaxNote = 1000;

    /// <summary>A reservation goes by its id.</summary>
    public string Name => "";

    public static ReservationSpec Read(FieldReader body, PoolRow pool)
    {
        body.Ignore("name", "pool");
        var spec = new ReservationSpec(
            body.Cidr("cidr"), body.Integer("prefixLength", 0, 128), body.Text("note", MaxNote) ?? "", body.Labels("labels"));
        var bits = Core.Addressing.Cidr.Bits(pool.Cidr.Family());
        if (spec.OutsideOf(pool) is { } outside)
            body.Refuse(outside.Field, outside.Code, outside.Message);
        if (spec.Cidr is { } given && spec.PrefixLength is { } length && given.PrefixLength != length)
            body.Refuse("prefixLength", "mismatch", "Give either a CIDR or a length.");
        if (spec.PrefixLength is { } asked && (asked < pool.Cidr.PrefixLength || asked > bits))
            body.Refuse("prefixLength", "outOfRange", $"Give a length from {pool.Cidr.PrefixLength} to {bits}.");
        return spec;
    }

    /// <summary>Null where the range is in the pool, or is still to be chosen there.</summary>
    public FieldProblem? OutsideOf(PoolRow pool) => Cidr is { } cidr && !pool.Cidr.Contains(cidr)
        ? new FieldProblem("cidr", "outsidePool", $"{Core.Addressing.Cidr.Format(cidr)} is not in {Core.Addressing.Cidr.Format(pool.Cidr)} of pool '{pool.Name}'.")
        : null;
}
