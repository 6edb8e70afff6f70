namespace Netaas.Api.Addresses;

/// <summary>How much of an address space is in use.</summary>
/// <param name="Total">Addresses that there are.</param>
/// <param name="Used">Those that are taken.</param>
/// <param name="Ratio">0 to 1.</param>
public sealed record Utilization(UInt128 Total, UInt128 Used, double Ratio)
{
    public static Utilization Of(UInt128 total, UInt128 used) =>
        new(total, used, total == 0 ? 0 : Math.Min(1, Math.Round((double)used / (double)total, 6)));
}
