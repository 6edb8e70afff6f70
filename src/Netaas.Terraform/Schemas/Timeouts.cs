using Netaas.Terraform.Values;

namespace Netaas.Terraform.Schemas;

/// <summary>The block in which a resource says how long its own writes wait. It is terraform's alone: the API is told by the query.</summary>
internal static class Timeouts
{
    public const string Name = "timeouts";

    public const string Create = "create";

    public const string Update = "update";

    public const string Delete = "delete";

    public static ResourceAttribute Block { get; } = new()
    {
        Name = Name,
        Field = Name,
        IsOptional = true,
        IsBlock = true,
        Description = "How long writes of this resource wait for the nodes, where not as long as the provider's `wait_timeout` says.",
        Type = new AttributeType.Nested([Of(Create, "it is made"), Of(Delete, "it is gone"), Of(Update, "a change of it stands")], IsList: false),
    };

    /// <summary>What a resource says of one kind of write; null where it says nothing.</summary>
    public static string? Find(FieldsValue resource, string write) => (resource[Name] as FieldsValue)?[write].Text;

    private static ResourceAttribute Of(string write, string what) => new()
    {
        Name = write,
        Field = write,
        IsOptional = true,
        IsDuration = true,
        Type = AttributeType.Text,
        Description = $"Until {what} on every node concerned: 500ms, 10s, 2m, at most 5m; 0s for not at all.",
    };
}
