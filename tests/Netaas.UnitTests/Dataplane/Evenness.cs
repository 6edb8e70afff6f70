namespace Netaas.UnitTests.Dataplane;

/// <summary>Pearson's chi-square test.</summary>
internal static class Evenness
{
    /// <summary>How likely draws by these weights would be as far from them as what was counted, or further.</summary>
    public static double Probability(IReadOnlyList<int> counted, IReadOnlyList<ushort> weights)
    {
        var total = (double)counted.Sum();
        var all = (double)weights.Sum(weight => weight);
        var distance = counted.Zip(weights).Sum(it => Math.Pow(it.First - total * it.Second / all, 2) / (total * it.Second / all));
        return UpperGamma((counted.Count - 1) / 2.0, distance / 2);
    }

    /// <summary>The regularized upper incomplete gamma function, by its series for the lower one (DLMF 8.11.4).</summary>
    private static double UpperGamma(double a, double x)
    {
        // Beyond, nothing is left that a double could hold beside one.
        if (x > 100 + 10 * a)
            return 0;
        var (sum, term) = (1 / a, 1 / a);
        for (var n = 1; n < 1000 && term > sum * 1e-15; n++)
            sum += term *= x / (a + n);
        return Math.Max(0, 1 - sum * Math.Exp(-x + a * Math.Log(x) - LogGamma(a)));
    }

    /// <summary>For halves of whole numbers.</summary>
    private static double LogGamma(double a)
    {
        var log = a % 1 == 0 ? 0 : Math.Log(Math.PI) / 2;
        for (var factor = a % 1 == 0 ? 1 : 0.5; factor < a; factor++)
            log += Math.Log(factor);
        return log;
    }
}
