using System.Globalization;
using System.Text.RegularExpressions;
using Google.Protobuf;
using Netaas.Terraform.Api;
using Netaas.Terraform.Schemas;
using Netaas.Terraform.Values;
using Netaas.Terraform.Wire;

namespace Netaas.Terraform.Plugin;

/// <summary>Values, schemas and problems as messages of the protocol.</summary>
internal static partial class Messages
{
    /// <summary>Null where terraform says that there is no object.</summary>
    public static FieldsValue? ToFields(this DynamicValue? value) =>
        value is null || value.Msgpack.IsEmpty ? null : MessagePackReader.Read(value.Msgpack.Span) as FieldsValue;

    public static DynamicValue ToMessage(this Value? value) => new() { Msgpack = ByteString.CopyFrom(MessagePackWriter.Write(value ?? Value.Nothing)) };

    public static Schema ToMessage(this IEnumerable<ResourceAttribute> attributes, string description) => new() { Block = ToBlock([.. attributes], description) };

    /// <summary>The path of a field in the API's spelling, as far as it leads to an attribute.</summary>
    public static AttributePath ToPath(string field, AttributeType.Nested type)
    {
        var path = new AttributePath();
        AttributeType? at = type;
        foreach (var step in Steps().Matches(field).Select(match => match.Value.Trim('[', ']')))
        {
            if (at is AttributeType.Nested { IsList: false } nested)
            {
                // terraform's own spelling comes through here as well.
                if (nested.Attributes.FirstOrDefault(one => one.Field == step || one.Name == step) is not { } attribute)
                    return path;
                path.Steps.Add(new AttributePath.Types.Step { AttributeName = attribute.Name });
                at = attribute.Type;
                continue;
            }
            // An element of a set has no place.
            if (at is not (AttributeType.Nested or AttributeType.CollectionOf { Name: "list" or "map" }))
                return path;
            path.Steps.Add(at is AttributeType.CollectionOf { Name: "map" } || !int.TryParse(step, CultureInfo.InvariantCulture, out var index)
                ? new AttributePath.Types.Step { ElementKeyString = step }
                : new AttributePath.Types.Step { ElementKeyInt = index });
            at = at is AttributeType.Nested list ? list with { IsList = false } : null;
        }
        return path;
    }

    public static IEnumerable<Diagnostic> ToDiagnostics(this IEnumerable<Problem> problems, AttributeType.Nested type) => problems.Select(problem =>
    {
        var path = ToPath(problem.Field, type);
        var isExact = path.Steps.Count == 1 || problem.Field.Length == 0;
        var diagnostic = new Diagnostic
        {
            Severity = problem.IsWarning ? Diagnostic.Types.Severity.Warning : Diagnostic.Types.Severity.Error,
            Summary = problem.Summary,
            Detail = isExact ? problem.Detail : $"{problem.Field}: {problem.Detail}",
        };
        // terraform (1.11) finds the line of a resource's own attribute, and shows the whole resource for what lies deeper.
        if (path.Steps.Count > 0)
            diagnostic.Attribute = new AttributePath { Steps = { path.Steps[0] } };
        return diagnostic;
    });

    private static Schema.Types.Block ToBlock(IReadOnlyList<ResourceAttribute> attributes, string description)
    {
        var block = new Schema.Types.Block { Description = description };
        block.Attributes.AddRange(attributes.Where(attribute => !attribute.IsBlock).Select(ToMessage));
        foreach (var attribute in attributes.Where(attribute => attribute.IsBlock))
            block.BlockTypes.Add(new Schema.Types.NestedBlock
            {
                TypeName = attribute.Name,
                Nesting = Schema.Types.NestedBlock.Types.NestingMode.Single,
                Block = ToBlock(attribute.Type is AttributeType.Nested nested ? nested.Attributes : [], attribute.Description),
            });
        return block;
    }

    private static Schema.Types.Attribute ToMessage(ResourceAttribute attribute)
    {
        var message = new Schema.Types.Attribute
        {
            Name = attribute.Name,
            Description = attribute.Description,
            DescriptionKind = StringKind.Markdown,
            Required = attribute.IsRequired,
            Optional = attribute.IsOptional,
            Computed = attribute.IsComputed,
            Sensitive = attribute.IsSensitive,
        };
        if (attribute.Type is AttributeType.Nested nested)
        {
            message.NestedType = new Schema.Types.Object
            {
                Nesting = nested.IsList ? Schema.Types.Object.Types.NestingMode.List : Schema.Types.Object.Types.NestingMode.Single,
            };
            message.NestedType.Attributes.AddRange(nested.Attributes.Select(ToMessage));
        }
        else
            message.Type = ByteString.CopyFromUtf8(attribute.Type.Notation);
        return message;
    }

    // Names, and places in brackets: ports[0].port; a map's keys may hold dots in brackets only.
    [GeneratedRegex(@"\[[^\]]*\]|[^.\[\]]+")]
    private static partial Regex Steps();
}
