using System.Diagnostics;
using Netaas.Contracts;
using Netaas.Core;

namespace Netaas.Agent.Reporting;

/// <summary>
/// The spans of what is being applied: from the arrival of the update that carries a followed write to the read-back of what it
/// asks for. Their contexts go back with the report.
/// </summary>
public sealed class ApplySpans(string node)
{
    /// <summary>The source's name, for whoever exports its spans.</summary>
    public const string Source = "Netaas.Agent";

    /// <summary>What is kept of a flood that somebody follows while the kernel can't be reached.</summary>
    private const int Most = 64;

    private static readonly ActivitySource s_source = new(Source);

    private readonly List<(string Context, DateTimeOffset Since)> _open = [];

    /// <param name="arrivedAt">When the update came.</param>
    public void Begin(NodeUpdate update, DateTimeOffset arrivedAt)
    {
        foreach (var context in update.Traces)
            if (_open.Count < Most)
                _open.Add((context, arrivedAt));
    }

    /// <summary>All of it is in the kernel, or has failed there.</summary>
    /// <returns>The contexts to go on from; those that came where nobody here listens.</returns>
    public EquatableList<string> End(long revision)
    {
        if (_open.Count == 0)
            return [];
        var ended = _open.ConvertAll(one => End(one.Context, one.Since, revision));
        _open.Clear();
        return ended.ToEquatableList();
    }

    private string End(string context, DateTimeOffset since, long revision)
    {
        if (!ActivityContext.TryParse(context, null, out var parent))
            return context;
        using var span = s_source.StartActivity("netaas.apply", ActivityKind.Consumer, parent, startTime: since);
        span?.SetTag("netaas.node", node).SetTag("netaas.revision", revision);
        return span?.Id ?? context;
    }
}
