using System.Collections.Immutable;
using Netaas.Terraform.Schemas;
using Netaas.Terraform.Values;

namespace Netaas.Terraform.Resources;

/// <summary>What a resource will be, and the attributes for whose sake it is made anew.</summary>
internal sealed record Plan(FieldsValue State, ImmutableArray<string> RequiresReplace)
{
    /// <param name="prior">Null where the resource is made.</param>
    public static Plan Of(ResourceSchema schema, FieldsValue config, FieldsValue? prior)
    {
        var wanted = FieldsValue.Of(schema.Attributes.Select(attribute => KeyValuePair.Create(
            attribute.Name, Wanted(attribute, config[attribute.Name], prior?[attribute.Name]))));
        // What the API never hears of changes nothing there: a longer wait, for one.
        if (prior is null || wanted == prior || !schema.Attributes.Any(attribute => IsForTheApi(attribute) && wanted[attribute.Name] != prior[attribute.Name]))
            return new Plan(wanted, []);
        var planned = FieldsValue.Of(schema.Attributes.Select(attribute => KeyValuePair.Create(
            attribute.Name, attribute.IsVolatile || IsFilledInAnew(attribute, config, wanted, prior) ? Value.Unknown : Reopened(wanted[attribute.Name], config[attribute.Name], attribute.Type))));
        return new Plan(planned, [.. schema.Attributes.Where(attribute => MustReplace(attribute, wanted, prior)).Select(attribute => attribute.Name)]);
    }

    private static bool IsForTheApi(ResourceAttribute attribute) => attribute.IsSent || attribute.IsAnswered;

    private static bool IsFilledInAnew(ResourceAttribute attribute, FieldsValue config, FieldsValue wanted, FieldsValue prior) =>
        attribute.IsComputed && config[attribute.Name].IsNull && attribute.FollowsFrom.Any(name => wanted[name] != prior[name]);

    private static Value Wanted(ResourceAttribute attribute, Value config, Value? prior)
    {
        if (attribute.Type is AttributeType.Nested nested && attribute.IsConfigurable && config.IsGiven)
            return Nested(nested, config, prior ?? Value.Nothing);
        if (!config.IsNull)
            return config;
        if (attribute.Default is { } fallback)
            return fallback;
        return attribute.IsComputed ? prior ?? Value.Unknown : Value.Nothing;
    }

    private static Value Nested(AttributeType.Nested type, Value config, Value prior)
    {
        if (config is ItemsValue items)
        {
            // An element is followed by its place, as terraform itself does.
            var before = prior is ItemsValue old ? old.Items : [];
            return new ItemsValue([.. items.Items.Select((item, index) => Nested(type, item, index < before.Length ? before[index] : Value.Nothing))]);
        }
        if (config is not FieldsValue fields)
            return config;
        var known = prior as FieldsValue;
        return FieldsValue.Of(type.Attributes.Select(attribute => KeyValuePair.Create(
            attribute.Name, Wanted(attribute, fields[attribute.Name], known?[attribute.Name]))));
    }

    /// <summary>Members of objects that the API filled in may be filled in differently with a change of the resource.</summary>
    private static Value Reopened(Value wanted, Value config, AttributeType type)
    {
        if (type is not AttributeType.Nested nested)
            return wanted;
        if (wanted is ItemsValue items && config is ItemsValue given)
            return new ItemsValue([.. items.Items.Select((item, index) => Reopened(item, given.Items[index], type))]);
        return wanted is FieldsValue fields && config is FieldsValue asked
            ? FieldsValue.Of(nested.Attributes.Select(attribute => KeyValuePair.Create(
                attribute.Name, attribute.IsComputed && asked[attribute.Name].IsNull ? Value.Unknown : fields[attribute.Name])))
            : wanted;
    }

    private static bool MustReplace(ResourceAttribute attribute, FieldsValue wanted, FieldsValue prior)
    {
        var (before, after) = (prior[attribute.Name], wanted[attribute.Name]);
        // What no answer tells is not known of an imported resource: it is taken as configured.
        if (before == after || (!attribute.IsAnswered && before.IsNull))
            return false;
        return attribute.IsImmutable
            || (!attribute.Exchangeable.IsEmpty && !(attribute.Exchangeable.Contains(before.Text ?? "") && attribute.Exchangeable.Contains(after.Text ?? "")));
    }
}
