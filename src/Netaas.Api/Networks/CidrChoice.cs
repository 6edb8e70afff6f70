using System.Net;
using Netaas.Api.Data;
using Netaas.Api.Http;
using Netaas.Api.Pools;
using Netaas.Core;
using Netaas.Core.Calculator;

namespace Netaas.Api.Networks;

/// <summary>Cuts from the pools what a network does not bring itself. Needs the <see cref="MembershipLock"/>.</summary>
internal static class CidrChoice
{
    /// <returns>The wish with all of its CIDRs, or why there are none.</returns>
    public static async Task<Outcome<NetworkSpec>> FillAsync(Session session, NetworkSpec spec, CancellationToken ct)
    {
        var families = spec.WantedFamilies();
        if (spec.PodCidrs is null)
        {
            var pods = await CutAsync(session, "pods", families, spec.Wish.PodPrefixLengths, [], ct);
            if (pods.Problem is not null)
                return pods.Problem;
            spec = spec with { PodCidrs = pods.Value };
            if (spec.BlockProblems() is { Count: > 0 } problems)
                return Problem.Invalid(problems);
        }
        if (spec.ServiceCidrs is null && spec.Wish.ServicePrefixLengths is { } lengths)
        {
            var services = await CutAsync(session, "services", families, lengths, spec.PodCidrs ?? [], ct);
            if (services.Problem is not null)
                return services.Problem;
            spec = spec with { ServiceCidrs = services.Value };
        }
        return spec with { ServiceCidrs = spec.ServiceCidrs ?? [], Wish = CidrWish.None };
    }

    private static async Task<Outcome<EquatableList<IPNetwork>>> CutAsync(
        Session session, string purpose, EquatableList<IpFamily> families, EquatableList<int>? lengths, IReadOnlyCollection<IPNetwork> chosen, CancellationToken ct)
    {
        var cut = new List<IPNetwork>();
        for (var i = 0; i < families.Count; i++)
        {
            var wish = new Cut(purpose, families[i].ToAddressFamily(), lengths?[i]);
            if (await PoolSpace.NextAsync(session, wish, ct, chosen) is not { } free)
            {
                var field = purpose == "pods" ? "podCidrs" : "serviceCidrs";
                return Problem.Conflict(
                    "poolExhausted", $"No {families[i].Text()} CIDR{(lengths is { } asked ? $" of /{asked[i]}" : "")} is free in the pools for {purpose}: give {field}, or have a pool added.").At(field);
            }
            cut.Add(free);
        }
        return cut.ToEquatableList();
    }
}
