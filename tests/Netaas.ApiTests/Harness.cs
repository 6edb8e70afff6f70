using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Netaas.Api;
using Netaas.Api.Data;
using Netaas.Core.Json;
using Npgsql;

[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Netaas.ApiTests;

/// <summary>The real PostgreSQL that the run's script started.</summary>
internal static class Server
{
    public static string Connection => Environment.GetEnvironmentVariable("NETAAS_TEST_POSTGRES")
        ?? throw new InvalidOperationException("NETAAS_TEST_POSTGRES is not set: run tests/run.sh, or give it the connection of a PostgreSQL.");
}

/// <summary>One API on a database of its own, with an in-memory bus, on a free port of loopback.</summary>
public sealed class ApiHost : IAsyncDisposable
{
    public const string AdminToken = "admin-token-of-the-tests";
    public const string JoinToken = "join-token-of-the-tests";

    /// <summary>A database with the schema alone, made once: copying it takes a tenth of the time of the migrations.</summary>
    private static readonly Lazy<Task<string>> s_migrated = new(MigrateAsync);

    private readonly string _database;
    private readonly bool _ownsDatabase;
    private readonly List<HttpClient> _others = [];

    private ApiHost(WebApplication app, string database, bool ownsDatabase)
    {
        App = app;
        _database = database;
        _ownsDatabase = ownsDatabase;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.First() + "/api/v1/") };
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AdminToken);
    }

    public WebApplication App { get; }

    public HttpClient Client { get; }

    public NpgsqlDataSource Data => App.Services.GetRequiredService<NpgsqlDataSource>();

    public IBus Bus => App.Services.GetRequiredService<IBus>();

    /// <param name="isFresh">Whether the migrations run for this very database, and not on one that it is copied from.</param>
    public static async Task<ApiHost> StartAsync(
        string? database = null, string? webRoot = null, Func<ApiOptions, ApiOptions>? configure = null, bool isFresh = false, TimeProvider? time = null)
    {
        var name = database ?? $"test_{Guid.NewGuid():N}";
        if (database is null)
            await ServerExecuteAsync($"CREATE DATABASE {name} TEMPLATE {(isFresh ? "template1" : await s_migrated.Value)}");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Logging.AddConsole().SetMinimumLevel(LogLevel.Warning).AddFilter("MassTransit", LogLevel.None);
        builder.WebHost.UseKestrel().UseUrls("http://127.0.0.1:0");
        var options = new ApiOptions(ConnectionTo(name), Path.Combine(AppContext.BaseDirectory, "migrations"), AdminToken, JoinToken, webRoot);
        builder.Services.AddNetaasApi(configure?.Invoke(options) ?? options);
        if (time is not null)
            builder.Services.AddSingleton(time);
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            NetaasApi.AddConsumers(bus);
            bus.UsingInMemory((context, transport) =>
            {
                transport.ConfigureJsonSerializerOptions(NetaasJson.Configure);
                transport.ConfigureEndpoints(context);
            });
        });
        var app = builder.Build();
        app.UseNetaasApi();
        await app.StartAsync();
        return new ApiHost(app, name, database is null);
    }

    public string Database => _database;

    public async Task<Reply> SendAsync(HttpMethod method, string path, string? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await SendAsync(Client, request);
    }

    /// <summary>The same API to the bearer of another token.</summary>
    public Bearer As(string token)
    {
        var client = new HttpClient { BaseAddress = Client.BaseAddress };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        _others.Add(client);
        return new Bearer(client);
    }

    internal static async Task<Reply> SendAsync(HttpClient client, HttpRequestMessage request)
    {
        using var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return new Reply((int)response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text), response.Headers.ETag?.Tag, response.Headers.Location?.ToString());
    }

    public Task<Reply> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<Reply> PostAsync(string path, string body, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Post, path, body, headers);

    public Task<Reply> PutAsync(string path, string body, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Put, path, body, headers);

    public Task<Reply> PatchAsync(string path, string body, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Patch, path, body, headers);

    public Task<Reply> DeleteAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Delete, path, null, headers);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        _others.ForEach(client => client.Dispose());
        await App.StopAsync();
        await App.DisposeAsync();
        if (_ownsDatabase)
            await ServerExecuteAsync($"DROP DATABASE {_database} WITH (FORCE)");
    }

    private static async Task<string> MigrateAsync()
    {
        var name = $"migrated_{Guid.NewGuid():N}";
        await ServerExecuteAsync($"CREATE DATABASE {name}");
        // Without a pool: a template may have no connection.
        await using var data = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(ConnectionTo(name)) { Pooling = false }.ConnectionString);
        await new MigrationRunner(data, Path.Combine(AppContext.BaseDirectory, "migrations")).RunAsync(CancellationToken.None);
        return name;
    }

    private static string ConnectionTo(string database) => new NpgsqlConnectionStringBuilder(Server.Connection) { Database = database }.ConnectionString;

    private static async Task ServerExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Server.Connection) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}

/// <summary>The API as the bearer of one token meets it.</summary>
public sealed class Bearer(HttpClient client)
{
    public HttpClient Client => client;

    public async Task<Reply> SendAsync(HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return await ApiHost.SendAsync(client, request);
    }

    public Task<Reply> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<Reply> PostAsync(string path, string body) => SendAsync(HttpMethod.Post, path, body);
}

/// <summary>An answer of the API.</summary>
public sealed record Reply(int Status, JsonNode? Body, string? ETag, string? Location)
{
    public string? this[string path] => Find(path)?.ToString();

    public string? Code => this["code"];

    public JsonNode? Find(string path)
    {
        var node = Body;
        foreach (var part in path.Split('.'))
            node = int.TryParse(part, out var index) ? (node as JsonArray)?[index] : node?[part];
        return node;
    }

    /// <summary>The codes of all field problems, with their fields.</summary>
    public IReadOnlyList<string> Problems =>
        [.. ((JsonArray?)Find("errors") ?? []).Select(error => $"{error?["field"]}: {error?["code"]}").Order(StringComparer.Ordinal)];

    public Reply Must(int status)
    {
        Assert.True(Status == status, $"Expected {status}, got {Status}: {Body?.ToJsonString(new JsonSerializerOptions { WriteIndented = true })}");
        return this;
    }
}
