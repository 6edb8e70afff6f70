using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Netaas.Api.Observability;

/// <summary>Collects the measurements of some meters and writes them in Prometheus' text format 0.0.4.</summary>
internal sealed class PrometheusText : IDisposable
{
    /// <summary>Upper bounds of a histogram's buckets, in seconds: from a quick read to the longest wait.</summary>
    private static readonly double[] Bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<Instrument, ConcurrentDictionary<string, Series>> _instruments = new();

    public PrometheusText(params IReadOnlyCollection<string> meters)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (meters.Contains(instrument.Meter.Name))
                listener.EnableMeasurementEvents(instrument, _instruments.GetOrAdd(instrument, _ => new ConcurrentDictionary<string, Series>()));
        };
        _listener.SetMeasurementEventCallback<double>(Take);
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, state) => Take(instrument, value, tags, state));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, state) => Take(instrument, value, tags, state));
        _listener.Start();
    }

    public string Write()
    {
        foreach (var (instrument, series) in _instruments)
            if (instrument.IsObservable)
                series.Clear();
        _listener.RecordObservableInstruments();
        var text = new StringBuilder();
        foreach (var (instrument, series) in _instruments.OrderBy(pair => pair.Key.Name, StringComparer.Ordinal))
            Write(text, instrument, series);
        return text.ToString();
    }

    public void Dispose() => _listener.Dispose();

    private static void Write(StringBuilder text, Instrument instrument, ConcurrentDictionary<string, Series> series)
    {
        var isHistogram = instrument is Histogram<double>;
        var name = $"netaas_{instrument.Name}{(instrument.Unit == "s" ? "_seconds" : "")}";
        text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {instrument.Description}\n# TYPE {name} {(isHistogram ? "histogram" : "gauge")}\n");
        foreach (var (labels, one) in series.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            if (isHistogram)
                one.Write(text, name, labels);
            else
                text.Append(CultureInfo.InvariantCulture, $"{name}{Braces(labels)} {one.Last:R}\n");
    }

    private static void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        if (state is ConcurrentDictionary<string, Series> series)
            series.GetOrAdd(Labels(tags), _ => new Series()).Add(value);
    }

    private static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var text = new StringBuilder();
        foreach (var (key, value) in tags)
        {
            if (text.Length > 0)
                text.Append(',');
            var escaped = Convert.ToString(value, CultureInfo.InvariantCulture)?
                .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
            text.Append(key).Append("=\"").Append(escaped).Append('"');
        }
        return text.ToString();
    }

    private static string Braces(string labels) => labels.Length == 0 ? "" : $"{{{labels}}}";

    private sealed class Series
    {
        private readonly Lock _lock = new();
        private readonly long[] _buckets = new long[Bounds.Length + 1];
        private double _sum;

        public double Last { get; private set; }

        public void Add(double value)
        {
            lock (_lock)
            {
                Last = value;
                _sum += value;
                var bucket = Array.FindIndex(Bounds, bound => value <= bound);
                _buckets[bucket < 0 ? Bounds.Length : bucket]++;
            }
        }

        public void Write(StringBuilder text, string name, string labels)
        {
            lock (_lock)
            {
                long count = 0;
                var separator = labels.Length == 0 ? "" : ",";
                for (var i = 0; i <= Bounds.Length; i++)
                {
                    count += _buckets[i];
                    var bound = i < Bounds.Length ? Bounds[i].ToString("R", CultureInfo.InvariantCulture) : "+Inf";
                    text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{{labels}{separator}le=\"{bound}\"}} {count}\n");
                }
                text.Append(CultureInfo.InvariantCulture, $"{name}_sum{Braces(labels)} {_sum:R}\n{name}_count{Braces(labels)} {count}\n");
            }
        }
    }
}
