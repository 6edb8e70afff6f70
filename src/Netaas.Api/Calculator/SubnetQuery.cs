using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http;
using Netaas.Api.Http;
using Netaas.Core;
using Netaas.Core.Addressing;
using Netaas.Core.Calculator;

namespace Netaas.Api.Calculator;

/// <summary>Reads the query of <c>/calculator/subnet</c>, collects all problems, and answers it.</summary>
internal sealed class SubnetQuery(IQueryCollection query)
{
    /// <summary>As many parts of a split as one wants to look at.</summary>
    private const int MaxParts = 256;

    private static readonly string[] Known = ["cidr", "contains", "overlaps", "split", "supernet", "project"];

    public List<FieldProblem> Problems { get; } = [];

    /// <returns>Null where there are <see cref="Problems"/>.</returns>
    public SubnetAnswer? Read()
    {
        foreach (var name in query.Keys.Except(Known))
            Refuse(name, "unknownParameter", $"There is no such parameter. Known here: {string.Join(", ", Known[..5])}.");
        if (!query.ContainsKey("cidr"))
            Refuse("cidr", "required", "Give a CIDR such as 10.10.0.0/16.");
        var cidr = ReadCidr("cidr", query["cidr"].ToString());
        var contains = query["contains"].Select(text => ReadInner("contains", text)).ToList();
        var overlaps = query["overlaps"].Select(text => ReadCidr("overlaps", text)).ToList();
        var split = cidr is { } whole ? ReadLength("split", whole.PrefixLength, Cidr.Bits(whole.Family())) : null;
        var supernet = cidr is { } part ? ReadLength("supernet", 0, part.PrefixLength) : null;
        return cidr is { } subject && Problems.Count == 0 ? AnswerOf(subject, contains, overlaps, split, supernet) : null;
    }

    private static SubnetAnswer AnswerOf(IPNetwork subject, List<IPNetwork?> contains, List<IPNetwork?> overlaps, int? split, int? supernet) => new(
        Subnet.Of(subject),
        [.. contains.OfType<IPNetwork>().Select(inner => new Containment(Text(inner), subject.Contains(inner)))],
        [.. overlaps.OfType<IPNetwork>().Select(other => new Overlap(other, subject.Overlaps(other), Subnet.Relation(subject, other)))],
        split is { } length ? SplitOf(subject, length) : null,
        supernet is { } shorter ? Cidr.Containing(subject.BaseAddress, shorter) : null);

    private static Split SplitOf(IPNetwork subject, int length)
    {
        var count = subject.SubnetCount(length);
        var shown = (int)UInt128.Min(count, MaxParts);
        return new Split(length, count, Enumerable.Range(0, shown).Select(i => subject.Subnet(length, (uint)i)).ToEquatableList());
    }

    private static string Text(IPNetwork cidr) =>
        cidr.PrefixLength == Cidr.Bits(cidr.Family()) ? cidr.BaseAddress.ToString() : Cidr.Format(cidr);

    /// <summary>An address counts as the CIDR of it alone.</summary>
    private IPNetwork? ReadInner(string field, string? text) =>
        Cidr.TryParseAddress(text, out var address) ? new IPNetwork(address, Cidr.Bits(address.AddressFamily)) : ReadCidr(field, text);

    private IPNetwork? ReadCidr(string field, string? text)
    {
        switch (Cidr.TryParse(text, out var cidr))
        {
            case CidrError.None:
                return cidr;
            case CidrError.HostBits:
                Refuse(field, "hostBits", $"The address has bits set beyond the prefix: did you mean {Cidr.Format(cidr)}?");
                return null;
            case CidrError.Malformed:
                if (!Problems.Any(problem => problem.Field == field))
                    Refuse(field, "invalidCidr", "Give a CIDR such as 10.10.0.0/16.");
                return null;
            default:
                throw new InvalidOperationException("A CIDR is read or refused.");
        }
    }

    private int? ReadLength(string field, int min, int max)
    {
        if (!query.TryGetValue(field, out var text))
            return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var length) && length >= min && length <= max)
            return length;
        Refuse(field, "outOfRange", $"Give a prefix length from {min} to {max}.");
        return null;
    }

    private void Refuse(string field, string code, string message) => Problems.Add(new FieldProblem(field, code, message));
}
