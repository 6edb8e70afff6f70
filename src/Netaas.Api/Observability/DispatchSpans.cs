using System.Diagnostics;
using Netaas.Api.Outbox;
using Netaas.Core;
using Netaas.Core.Naming;

namespace Netaas.Api.Observability;

/// <summary>The spans of a batch of changes on its way to the nodes; they end when all of it is sent.</summary>
internal sealed class DispatchSpans : IDisposable
{
    private readonly List<(Activity Span, HashSet<Guid>? Nodes)> _spans = [];

    public int Count => _spans.Count;

    public void Add(Activity span, IEnumerable<LoggedChange> changes)
    {
        var all = changes.Select(change => change.Nodes).ToList();
        _spans.Add((span, all.Contains(null) ? null : [.. all.SelectMany(nodes => nodes ?? [])]));
    }

    /// <summary>The contexts of what concerns a node.</summary>
    public EquatableList<string> For(NodeId node) => _spans.Count == 0
        ? []
        : _spans.Where(one => one.Nodes?.Contains(node.Value) != false).Select(one => one.Span.Id ?? "").ToEquatableList();

    public void Dispose()
    {
        foreach (var (span, _) in _spans)
            span.Dispose();
    }
}
