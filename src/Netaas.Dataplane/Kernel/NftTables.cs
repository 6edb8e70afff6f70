using System.Collections.Immutable;
using System.ComponentModel;
using Netaas.Dataplane.Compile;
using Netaas.Dataplane.Diff;
using Netaas.Dataplane.Objects;
using Netaas.Netlink;

namespace Netaas.Dataplane.Kernel;

/// <summary>
/// Our nftables tables: chains as text through libnftables, compared as nft lists them; elements, which is all that changes
/// from day to day, through a socket of our own.
/// </summary>
internal static class NftTables
{
    // The kernel takes no message above what a socket may send, some 80,000 elements. What somebody changes is far below, and one
    // transaction; a node that fills up anew does it in a few, services last.
    private const int MostAtOnce = 32_768;

    // A set is listed in a sixth of the time that its elements take one by one.
    private const int MostSingles = 8_192;

    /// <summary>The chains in one transaction if they are among the steps, and the elements behind it, in one as far as one holds them.</summary>
    /// <param name="found">
    /// Is told the elements as the kernel, asked to echo what it makes, holds them at the end of each transaction. It doesn't say
    /// so of all: something may be refused, or stand there already. A list of a large set, or a question an element, is what it
    /// spares.
    /// </param>
    public static void Apply(IReadOnlyList<Step> steps, NodeSockets node, FoundEntries found, FailureLog failures)
    {
        foreach (var step in steps)
            if (step.Object is RulesetObject)
                ApplyRuleset(step, node, failures);
        var elements = steps.Where(step => step.Object is SetElementObject).ToImmutableArray();
        if (elements.IsEmpty)
            return;
        node.Rules.Around(() =>
        {
            for (var first = 0; first < elements.Length; first += MostAtOnce)
                ApplyElements(elements[first..Math.Min(first + MostAtOnce, elements.Length)], node, found, failures);
        });
        Flows.End(elements, node, failures);
    }

    /// <summary>All elements of all our sets and maps.</summary>
    public static IEnumerable<SetElementObject> ReadElements(NodeSockets node) =>
        RulesetSet.All.Where(set => !set.IsRemembered).SelectMany(set => List(set, node));

    /// <summary>Those of some elements that are there, and maybe others of their sets.</summary>
    public static IEnumerable<SetElementObject> ReadElements(IReadOnlyList<SetElementObject> wanted, NodeSockets node) =>
        wanted.Count > MostSingles ? wanted.Select(element => element.In).Distinct().SelectMany(set => List(set, node)) : Find(wanted, node);

    private static IEnumerable<SetElementObject> List(RulesetSet set, NodeSockets node) =>
        node.Elements.List(ElementCodec.Address(set)).Select(element => ElementCodec.Decode(set, element));

    private static IEnumerable<SetElementObject> Find(IReadOnlyList<SetElementObject> wanted, NodeSockets node)
    {
        var found = node.Elements.Find([.. wanted.Select(element => (ElementCodec.Address(element.In), element.KeyBytes))]);
        for (var i = 0; i < found.Count; i++)
            if (found[i] is { } element)
                yield return ElementCodec.Decode(wanted[i].In, element);
    }

    private static void ApplyRuleset(Step step, NodeSockets node, FailureLog failures)
    {
        if (node.Nft.Run(step.Action == StepAction.Remove ? Ruleset.RemovalScript() : Ruleset.Script()) is { IsSuccess: false } result)
            failures.Refused(step, result.Error);
        else
            node.Rules.Accept();
    }

    /// <summary>One transaction; what the kernel refuses is taken out of it, so that the rest can be done.</summary>
    private static void ApplyElements(ImmutableArray<Step> steps, NodeSockets node, FoundEntries found, FailureLog failures)
    {
        while (!steps.IsEmpty)
        {
            var changes = new List<ElementChange>(steps.Length);
            var owners = new List<int>(steps.Length);
            for (var i = 0; i < steps.Length; i++)
            {
                AddChanges(changes, steps[i]);
                while (owners.Count < changes.Count)
                    owners.Add(i);
            }
            var refused = node.Elements.Apply(changes, found.Hear);
            if (refused.Count == 0)
                return;
            foreach (var (index, errno) in refused)
                if (!changes[index].IsDeletion || steps[owners[index]].Action == StepAction.Change)
                    failures.Refused(steps[owners[index]], new Win32Exception(errno).Message);
            var taken = refused.Keys.Select(index => owners[index]).ToHashSet();
            steps = [.. steps.Where((_, index) => !taken.Contains(index))];
        }
    }

    private static void AddChanges(List<ElementChange> changes, Step step)
    {
        if (step.Object is not SetElementObject element)
            return;
        var set = ElementCodec.Address(element.In);
        // A map's element is changed by taking the old one out in the same transaction.
        if (step.Action != StepAction.Add)
            changes.Add(new ElementChange(set, ElementCodec.Encode(element), IsDeletion: true));
        if (step.Action != StepAction.Remove)
            changes.Add(new ElementChange(set, ElementCodec.Encode(element), IsDeletion: false));
    }
}
