using Netaas.Api.Http;
using Netaas.Api.Resources;

namespace Netaas.Api.Nodes;

/// <summary>What an operator says of a node; the rest its agent does.</summary>
internal sealed record NodeSpec(string Name, Labels Labels) : ISpec
{
    public static NodeSpec Read(FieldReader body) => new(body.Name("name") ?? "", body.Labels("labels"));
}
