using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Netaas.Api.Addresses;
using Netaas.Api.Apply;
using Netaas.Api.Attachments;
using Netaas.Api.Auth;
using Netaas.Api.Calculator;
using Netaas.Api.Changes;
using Netaas.Api.Data;
using Netaas.Api.Documentation;
using Netaas.Api.Events;
using Netaas.Api.Http;
using Netaas.Api.Jobs;
using Netaas.Api.Networks;
using Netaas.Api.Nodes;
using Netaas.Api.Observability;
using Netaas.Api.Outbox;
using Netaas.Api.Pods;
using Netaas.Api.Pools;
using Netaas.Api.PortMappings;
using Netaas.Api.Progress;
using Netaas.Api.Projects;
using Netaas.Api.Resources;
using Netaas.Api.Services;
using Netaas.Api.Services.Traffic;
using Netaas.Api.Status;
using Netaas.Api.Tokens;
using Netaas.Contracts;
using Netaas.Core.Json;
using Npgsql;

namespace Netaas.Api;

/// <summary>Puts the API into a web application.</summary>
public static class NetaasApi
{
    /// <summary>
    /// Prepared statements pay off at once here, and no statement leaves anything behind that a reset would have to clear. None
    /// works long enough to be worth compiling to machine code (jit).
    /// </summary>
    internal const string ConnectionDefaults = "Max Auto Prepare=100;Auto Prepare Min Usages=2;No Reset On Close=true;Maximum Pool Size=64;Application Name=netaas-api;Options=-c jit=off;";

    /// <summary>Bodies of the API are small; whoever sends more has made a mistake.</summary>
    public const long MaxBodyBytes = 1 << 20;

    public static void AddNetaasApi(this IServiceCollection services, ApiOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(_ => NpgsqlDataSource.Create(ConnectionDefaults + options.Postgres));
        services.AddSingleton(provider => new MigrationRunner(provider.GetRequiredService<NpgsqlDataSource>(), options.Migrations));
        services.AddSingleton<ProjectDirectory>();
        services.AddSingleton<TokenStore>();
        services.AddHostedService<TokenUses>();
        services.AddSingleton<NodeBoard>();
        services.AddNetaasMetrics();
        services.AddSingleton<ReleaseSignal>();
        services.AddSingleton<DispatchSignal>();
        services.AddSingleton<NodeStreams>();
        services.AddSingleton<NameStream>();
        services.AddSingleton(provider => new NodeQuestions<NodeStateReply>(provider.GetRequiredService<IBus>(), reply => reply.Request));
        services.AddSingleton(provider => new NodeQuestions<TrafficReply>(provider.GetRequiredService<IBus>(), reply => reply.Request));
        services.AddSingleton<NodeStates>();
        services.AddSingleton<EventLog>();
        services.AddHostedService<EventWatch>();
        services.AddSingleton<StatusTracker>();
        services.AddSingleton<FactsRecorder>();
        services.AddSingleton<BlockReleaser>();
        services.AddSingleton<Admission>();
        services.AddSingleton<TableUpkeep>();
        services.AddSingleton<Readiness>();
        services.AddSingleton<HealthRecorder>();
        services.AddSingleton<DrainClock>();
        services.AddSingleton<GraceClock>();
        services.AddSingleton<Upkeep>();
        services.AddSingleton<AddressCounts>();
        services.AddSingleton<ProjectKind>();
        services.AddSingleton<TokenKind>();
        services.AddSingleton<ServiceKind>();
        services.AddSingleton<NetworkKind>();
        services.AddSingleton<KeyedConnections>();
        services.AddSingleton<PodBatches>();
        services.AddSingleton<PodLookups>();
        services.AddSingleton<BlockRefills>();
        services.AddSingleton<PodKind>();
        services.AddSingleton<PoolKind>();
        services.AddSingleton<PortMappingKind>();
        services.AddSingleton<NodeRemoval>();
        services.AddSingleton<NodeKind>();
        services.AddSingleton<AttachmentRecorder>();
        services.AddSingleton<LeaseStore>();
        services.AddSingleton<IReadOnlyList<IApplicable>>(provider =>
        [
            new Applicable<ProjectSpec, ProjectRow>(provider.GetRequiredService<ProjectKind>()),
            new Applicable<TokenSpec, TokenRow>(provider.GetRequiredService<TokenKind>()),
            new Applicable<PoolSpec, PoolRow>(provider.GetRequiredService<PoolKind>()),
            new ApplicableReservation(),
            new Applicable<NetworkSpec, NetworkRow>(provider.GetRequiredService<NetworkKind>()),
            new Applicable<PodSpec, PodRow>(provider.GetRequiredService<PodKind>()),
            new Applicable<ServiceSpec, ServiceRow>(provider.GetRequiredService<ServiceKind>()),
            new Applicable<PortMappingSpec, PortMappingRow>(provider.GetRequiredService<PortMappingKind>()),
        ]);
        services.AddSingleton<ApplyEndpoint>();
        services.AddSingleton<RollbackEndpoint>();
        services.AddSingleton<ResourceReads>();
        services.AddSingleton<ResourceWrites>();
        services.AddSingleton<StartUp>();
        services.AddHostedService(provider => provider.GetRequiredService<StartUp>());
        services.AddHostedService<Dispatcher>();
        services.AddSchedule(ConnectionDefaults + options.Postgres);
        services.ConfigureHttpJsonOptions(json => NetaasJson.Configure(json.SerializerOptions));
        services.AddRateLimits(options.RequestsPerSecond);
        services.AddNetaasDocument();
    }

    /// <summary>What the API consumes from the bus.</summary>
    public static void AddConsumers(IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<ReportConsumer, ReportConsumerDefinition>();
        bus.AddConsumer<ReplyConsumer<NodeStateReply>, ReplyConsumerDefinition<NodeStateReply>>();
        bus.AddConsumer<ReplyConsumer<TrafficReply>, ReplyConsumerDefinition<TrafficReply>>();
    }

    public static void UseNetaasApi(this WebApplication app)
    {
        app.UseMiddleware<Unexpected>();
        app.Use(LimitBodyAsync);
        app.UseRouting();
        app.MapNetaasMetrics();
        app.UseGuard();
        app.MapNetaasDocument();
        var api = app.MapGroup("/api/v1");
        api.MapEnrol();
        api.MapSnapshot();
        api.MapAttachments();
        var users = api.MapGroup("").ForUsers();
        users.MapResource<ProjectSpec, ProjectRow, ProjectRequest, ProjectResource>("projects", app.Services.GetRequiredService<ProjectKind>());
        users.MapResource<TokenSpec, TokenRow, TokenRequest, TokenResource>("tokens", app.Services.GetRequiredService<TokenKind>());
        users.MapWhoAmI();
        users.MapNodes();
        users.MapNodePlan();
        users.MapNodeState();
        users.MapNodeRuleset();
        users.MapResource<NetworkSpec, NetworkRow, NetworkRequest, NetworkResource>("networks", app.Services.GetRequiredService<NetworkKind>());
        users.MapNetworkUsage();
        users.MapResource<PodSpec, PodRow, PodRequest, PodResource>("pods", app.Services.GetRequiredService<PodKind>());
        users.MapResource<PortMappingSpec, PortMappingRow, PortMappingRequest, PortMappingResource>("port-mappings", app.Services.GetRequiredService<PortMappingKind>());
        users.MapResource<ServiceSpec, ServiceRow, ServiceRequest, ServiceResource>("services", app.Services.GetRequiredService<ServiceKind>());
        users.MapEndpoints();
        users.MapTraffic();
        ApplyEndpoint.Map(users);
        users.MapResource<PoolSpec, PoolRow, PoolRequest, PoolResource>("pools", app.Services.GetRequiredService<PoolKind>());
        users.MapPoolParts(app.Services.GetRequiredService<PoolKind>());
        users.MapBlocks();
        users.MapAddresses();
        users.MapCalculator();
        users.MapChanges();
        users.MapHolders();
        users.MapProgress();
        RollbackEndpoint.Map(users);
        users.MapJobs();
        users.MapEvents();
        app.MapHealth();
        app.MapFallback("/api/{**path}", (HttpContext http, EndpointDataSource endpoints) => UnknownEndpoint.Explain(http, endpoints)).ExcludeFromDescription();
        MapPage(app);
    }

    private static Task LimitBodyAsync(HttpContext http, RequestDelegate next)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = MaxBodyBytes;
        return next(http);
    }

    private static void MapPage(WebApplication app)
    {
        var root = app.Services.GetRequiredService<ApiOptions>().WebRoot;
        if (root is null || !Directory.Exists(root))
            return;
        var files = new PhysicalFileProvider(Path.GetFullPath(root));
        app.UseStaticFiles(new StaticFileOptions { FileProvider = files, OnPrepareResponse = file => PageHeaders.Set(file.Context) });
        app.MapFallback(async http =>
        {
            PageHeaders.Set(http);
            http.Response.ContentType = "text/html; charset=utf-8";
            await http.Response.SendFileAsync(files.GetFileInfo("index.html"));
        }).ExcludeFromDescription();
    }
}
