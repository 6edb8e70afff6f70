namespace Netaas.Api.Documentation;

/// <summary>Names of schemas as a client's author would choose them: <c>Network</c>, <c>NetworkPage</c>.</summary>
internal static class SchemaNames
{
    private const string Resource = "Resource";

    public static string Of(Type type)
    {
        if (type.IsGenericType)
            return string.Concat(type.GetGenericArguments().Select(Of)) + type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)];
        return type.Name.EndsWith(Resource, StringComparison.Ordinal) ? type.Name[..^Resource.Length] : type.Name;
    }
}
