using Netaas.Api.Data;
using Netaas.Core.Addressing;

namespace Netaas.Api.Pods;

/// <summary>A pod that is to be created in the common way: one address, allocated, of the network's one family.</summary>
/// <param name="Mac">Given, or derived from the id.</param>
/// <param name="Ports">As JSON.</param>
/// <param name="After">For the change log: what was asked for, without what the statement finds.</param>
internal sealed record PodWish(Guid Id, Caller Caller, PodSpec Spec, MacAddress Mac, string Ports, string After)
{
    public static PodWish Of(Caller caller, PodSpec spec, Guid? chosen = null)
    {
        var id = chosen ?? Guid.CreateVersion7();
        var mac = spec.Mac ?? MacAddress.Derive(id, Guid.Empty);
        return new PodWish(
            id,
            caller,
            spec,
            mac,
            spec.Ports.Count == 0 ? "[]" : ChangeLog.ToJson(spec.Ports) ?? "[]",
            ChangeLog.ToJson(spec with { Mac = mac }) ?? "{}");
    }
}
