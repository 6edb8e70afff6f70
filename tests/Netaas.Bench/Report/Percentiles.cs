namespace Netaas.Bench.Report;

/// <summary>Samples of one thing, in microseconds.</summary>
internal sealed class Percentiles
{
    private readonly List<double> _samples = [];

    public int Count => _samples.Count;

    public void Add(double microseconds) => _samples.Add(microseconds);

    public void Add(TimeSpan time) => Add(time.TotalMicroseconds);

    /// <param name="share">0.5 for the median.</param>
    public double At(double share)
    {
        var sorted = _samples.Order().ToList();
        return sorted[Math.Min((int)(share * sorted.Count), sorted.Count - 1)];
    }
}
