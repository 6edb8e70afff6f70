using System.Text.Json;
using Netaas.Contracts;
using Netaas.Core.Naming;
using Netaas.Core.View;

namespace Netaas.Agent.Replicas;

/// <summary>
/// A replica's snapshot and updates as they are saved. An agent begins with reading ten thousand items and hasn't got the
/// second that the serializer would need to find out about our types, in each process anew: so each item is its values, in
/// the order of <see cref="ItemFormat"/>.
/// </summary>
internal static class ReplicaFormat
{
    // To be raised whenever values change in number, order or meaning: what another version wrote is as good as nothing.
    private const int Version = 2;

    public static byte[] Write(Replica replica)
    {
        using var values = Begin(replica.View.Node);
        values.Number(replica.Revision);
        values.Number(replica.View.Items.Count);
        foreach (var item in replica.View.Items.Values)
            ItemFormat.Write(item, values);
        return CheckedLine.Of(values.End());
    }

    /// <summary>What was written to be followed in <see cref="NodeUpdate.Traces"/> is not for another life.</summary>
    public static byte[] Write(NodeUpdate update)
    {
        using var values = Begin(update.Node);
        values.Number(update.Previous);
        values.Number(update.Revision);
        values.List(update.Items, item => ItemFormat.Write(item, values));
        values.List(update.Removals, removal =>
        {
            values.Number((int)removal.Key.Kind);
            values.Id(removal.Key.Id);
            values.Id(removal.Key.Scope);
            values.Number(removal.Revision);
        });
        return CheckedLine.Of(values.End());
    }

    /// <inheritdoc cref="ValueReader" path="/exception"/>
    public static NodeSnapshot ReadSnapshot(ReadOnlySpan<byte> json)
    {
        var values = Begin(json, out var node);
        return new NodeSnapshot(node, values.Number(), values.List(ItemFormat.Read));
    }

    /// <inheritdoc cref="ReadSnapshot"/>
    public static NodeUpdate ReadUpdate(ReadOnlySpan<byte> json)
    {
        var values = Begin(json, out var node);
        return new NodeUpdate(node, values.Number(), values.Number(), values.List(ItemFormat.Read), values.List(ReadRemoval));
    }

    private static ItemRemoval ReadRemoval(ref ValueReader values) =>
        new(new ItemKey((ItemKind)values.Int(), values.Id(), values.Id()), values.Number());

    private static ValueWriter Begin(NodeId node)
    {
        var values = new ValueWriter();
        values.Number(Version);
        values.Id(node.Value);
        return values;
    }

    private static ValueReader Begin(ReadOnlySpan<byte> json, out NodeId node)
    {
        var values = new ValueReader(json);
        if (values.Number() is var version && version != Version)
            throw new JsonException($"Written in version {version} of the format, not {Version}.");
        node = new NodeId(values.Id());
        return values;
    }
}
