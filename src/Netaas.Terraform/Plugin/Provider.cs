using System.Collections.Immutable;
using Google.Protobuf;
using Netaas.Terraform.Api;
using Netaas.Terraform.Resources;
using Netaas.Terraform.Schemas;
using Netaas.Terraform.Values;
using Netaas.Terraform.Wire;

namespace Netaas.Terraform.Plugin;

/// <summary>The calls of terraform's protocol, answered out of the schemas and the API.</summary>
internal sealed class Provider(ApiDocument document) : IDisposable
{
    private readonly ImmutableSortedDictionary<string, ResourceSchema> _resources =
        ResourceKinds.All.ToImmutableSortedDictionary(kind => kind.TypeName, document.Read, StringComparer.Ordinal);

    private readonly Foresight _foresight = new();

    // Set by the one call that terraform makes before all that need it.
    private volatile ApiClient? _api;

    public IReadOnlyDictionary<string, Handler> Handlers => new Dictionary<string, Handler>
    {
        ["GetMetadata"] = (_, _) => Done(Metadata()),
        ["GetProviderSchema"] = (_, _) => Done(Schemas()),
        ["ValidateProviderConfig"] = (_, _) => Done(new ValidateProviderConfig.Types.Response()),
        ["ValidateResourceConfig"] = (message, _) => Done(Validate(ValidateConfig.Types.Request.Parser.ParseFrom(message.Span))),
        ["ValidateDataResourceConfig"] = (_, _) => Done(new ValidateConfig.Types.Response()),
        ["ConfigureProvider"] = (message, _) => Done(Configure(ConfigureProvider.Types.Request.Parser.ParseFrom(message.Span))),
        ["UpgradeResourceState"] = (message, _) => Done(Upgrade(UpgradeResourceState.Types.Request.Parser.ParseFrom(message.Span))),
        ["ReadResource"] = (message, ct) => ReadAsync(ReadResource.Types.Request.Parser.ParseFrom(message.Span), ct),
        ["PlanResourceChange"] = (message, ct) => PlanChangeAsync(PlanResourceChange.Types.Request.Parser.ParseFrom(message.Span), ct),
        ["ApplyResourceChange"] = (message, ct) => ApplyAsync(ApplyResourceChange.Types.Request.Parser.ParseFrom(message.Span), ct),
        ["ImportResourceState"] = (message, ct) => ImportAsync(ImportResourceState.Types.Request.Parser.ParseFrom(message.Span), ct),
        ["ReadDataSource"] = (message, ct) => ReadDataAsync(Wire.ReadDataSource.Types.Request.Parser.ParseFrom(message.Span), ct),
        ["StopProvider"] = (_, _) => Done(new StopProvider.Types.Response()),
    };

    public void Dispose() => _api?.Dispose();

    private ApiClient Api => _api ?? throw new InvalidOperationException("The provider has not been configured.");

    private static Task<IMessage> Done(IMessage answer) => Task.FromResult(answer);

    private GetMetadata.Types.Response Metadata()
    {
        var answer = new GetMetadata.Types.Response { ServerCapabilities = new() { GetProviderSchemaOptional = true } };
        answer.Resources.AddRange(_resources.Where(one => !one.Value.Kind.IsOnlyRead).Select(one => new GetMetadata.Types.Named { TypeName = one.Key }));
        answer.DataSources.AddRange(_resources.Keys.Select(name => new GetMetadata.Types.Named { TypeName = name }));
        return answer;
    }

    private GetProviderSchema.Types.Response Schemas()
    {
        var answer = new GetProviderSchema.Types.Response
        {
            Provider = ProviderSchema.Attributes.ToMessage(ProviderSchema.Summary),
            ServerCapabilities = new() { GetProviderSchemaOptional = true },
        };
        foreach (var (name, schema) in _resources)
        {
            if (!schema.Kind.IsOnlyRead)
                answer.ResourceSchemas.Add(name, schema.Attributes.ToMessage(schema.Kind.Summary));
            answer.DataSourceSchemas.Add(name, schema.ToDataSource().Attributes.ToMessage(schema.Kind.Summary));
        }
        return answer;
    }

    private ValidateConfig.Types.Response Validate(ValidateConfig.Types.Request request)
    {
        var schema = _resources[request.TypeName];
        var answer = new ValidateConfig.Types.Response();
        if (request.Config.ToFields() is { } config)
            answer.Diagnostics.AddRange(Validation.Of(config, schema.Type).ToDiagnostics(schema.Type));
        return answer;
    }

    private ConfigureProvider.Types.Response Configure(ConfigureProvider.Types.Request request)
    {
        var answer = new ConfigureProvider.Types.Response();
        List<Problem> problems = [];
        if (ProviderSettings.Read(request.Config.ToFields() ?? FieldsValue.Empty, problems) is { } settings)
            _api = new ApiClient(settings);
        answer.Diagnostics.AddRange(problems.ToDiagnostics(new AttributeType.Nested(ProviderSchema.Attributes, IsList: false)));
        return answer;
    }

    /// <summary>A state of an earlier version: what is new since then is null in it, and the next read fills it in.</summary>
    private UpgradeResourceState.Types.Response Upgrade(UpgradeResourceState.Types.Request request)
    {
        var json = System.Text.Json.Nodes.JsonNode.Parse(request.RawState.Json.Span);
        return new UpgradeResourceState.Types.Response { UpgradedState = JsonValues.Read(json, _resources[request.TypeName].Type, isState: true).ToMessage() };
    }

    private async Task<IMessage> ReadAsync(ReadResource.Types.Request request, CancellationToken ct)
    {
        var schema = _resources[request.TypeName];
        var current = request.CurrentState.ToFields() ?? FieldsValue.Empty;
        var outcome = await new ResourceClient(Api, schema).ReadAsync(Reference.To(schema, current), current, ct);
        var answer = new ReadResource.Types.Response { NewState = outcome.State.ToMessage(), Private = request.Private };
        answer.Diagnostics.AddRange(outcome.Problems.ToDiagnostics(schema.Type));
        return answer;
    }

    private async Task<IMessage> PlanChangeAsync(PlanResourceChange.Types.Request request, CancellationToken ct)
    {
        var answer = new PlanResourceChange.Types.Response { PlannedPrivate = request.PriorPrivate };
        if (request.ProposedNewState.ToFields() is null)
        {
            answer.PlannedState = request.ProposedNewState;
            return answer;
        }
        var schema = _resources[request.TypeName];
        var (config, prior) = (request.Config.ToFields() ?? FieldsValue.Empty, request.PriorState.ToFields());
        var plan = Plan.Of(schema, config, prior);
        answer.PlannedState = plan.State.ToMessage();
        answer.RequiresReplace.AddRange(plan.RequiresReplace.Select(name => Messages.ToPath(name, schema.Type)));
        if (prior is not null && !plan.RequiresReplace.IsEmpty)
            // terraform plans it again as one that is made.
            _foresight.NoteReplaced(prior);
        else if (plan.State != prior && _api is not null && _foresight.CanAsk(schema, config)
            && await new ResourceClient(Api, schema).TryAsync(prior, plan.State, ct) is { } said)
            answer.Diagnostics.AddRange(_foresight.Judge(said).ToDiagnostics(schema.Type));
        return answer;
    }

    private async Task<IMessage> ApplyAsync(ApplyResourceChange.Types.Request request, CancellationToken ct)
    {
        var schema = _resources[request.TypeName];
        var client = new ResourceClient(Api, schema);
        var outcome = (request.PriorState.ToFields(), request.PlannedState.ToFields()) switch
        {
            (null, { } planned) => await client.CreateAsync(planned, ct),
            ({ } prior, { } planned) => await client.UpdateAsync(prior, planned, ct),
            ({ } prior, null) => await client.DeleteAsync(prior, ct),
            _ => new Outcome(null, []),
        };
        var answer = new ApplyResourceChange.Types.Response { NewState = outcome.State.ToMessage(), Private = request.PlannedPrivate };
        answer.Diagnostics.AddRange(outcome.Problems.ToDiagnostics(schema.Type));
        return answer;
    }

    /// <summary>By id, by name, by project/name, or by parent/id.</summary>
    private async Task<IMessage> ImportAsync(ImportResourceState.Types.Request request, CancellationToken ct)
    {
        var schema = _resources[request.TypeName];
        var outcome = await new ResourceClient(Api, schema).ReadAsync(Reference.Parse(schema, request.Id), null, ct);
        var answer = new ImportResourceState.Types.Response();
        if (outcome.State is { } state)
            answer.ImportedResources.Add(new ImportResourceState.Types.Imported { TypeName = request.TypeName, State = state.ToMessage() });
        IReadOnlyList<Problem> problems = outcome is { State: null, Problems.Count: 0 } ? [NotFound(schema, request.Id)] : outcome.Problems;
        answer.Diagnostics.AddRange(problems.ToDiagnostics(schema.Type));
        return answer;
    }

    private async Task<IMessage> ReadDataAsync(Wire.ReadDataSource.Types.Request request, CancellationToken ct)
    {
        var schema = _resources[request.TypeName].ToDataSource();
        var config = request.Config.ToFields() ?? FieldsValue.Empty;
        var answer = new Wire.ReadDataSource.Types.Response();
        var reference = Reference.To(schema, config);
        var outcome = reference.Name is null
            ? new Outcome(null, [new Problem("Which one?", "Give its name or its id.", "name")])
            : await new ResourceClient(Api, schema).ReadAsync(reference, config, ct);
        IReadOnlyList<Problem> problems = outcome is { State: null, Problems.Count: 0 } ? [NotFound(schema, reference.Name ?? "")] : outcome.Problems;
        answer.Diagnostics.AddRange(problems.ToDiagnostics(schema.Type));
        answer.State = outcome.State.ToMessage();
        return answer;
    }

    private static Problem NotFound(ResourceSchema schema, string reference) =>
        new($"No such {schema.Kind.Name}", $"There is no {schema.Kind.Name} '{reference}' that the token may see.", "name");
}
