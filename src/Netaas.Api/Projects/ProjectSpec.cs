using Netaas.Api.Http;
using Netaas.Api.Resources;

namespace Netaas.Api.Projects;

/// <summary>A project as it was asked for.</summary>
internal sealed record ProjectSpec(string Name, Labels Labels, ProjectQuotas Quotas) : ISpec
{
    public static ProjectSpec Read(FieldReader body)
    {
        var spec = new ProjectSpec(body.Name("name") ?? "", body.Labels("labels"), body.Object("quotas", ReadQuotas) ?? ProjectQuotas.None);
        if (spec.Name.Length == 0 && !body.Has("name"))
            body.Refuse("name", "required", "Give the project a name.");
        return spec;
    }

    private static ProjectQuotas ReadQuotas(FieldReader body) => new(
        body.Integer("networks", 0, int.MaxValue),
        body.Integer("pods", 0, int.MaxValue),
        body.Integer("portMappings", 0, int.MaxValue),
        body.Integer("tokens", 0, int.MaxValue),
        body.Integer("services", 0, int.MaxValue),
        body.Integer("loadBalancerIps", 0, int.MaxValue));
}
