using Netaas.Api.Documentation;

namespace Netaas.ApiTests;

public sealed class OpenApiTests : IAsyncLifetime
{
    private const string Update = "NETAAS_UPDATE_OPENAPI";

    private ApiHost _api = null!;

    public async ValueTask InitializeAsync() => _api = await ApiHost.StartAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    /// <summary>After a wanted change, run this test with NETAAS_UPDATE_OPENAPI set to the path of openapi.yaml.</summary>
    [Fact]
    public async Task The_document_at_the_top_level_is_the_one_that_is_served()
    {
        var served = await NetaasDocument.ToYamlAsync(_api.App.Services);
        if (Environment.GetEnvironmentVariable(Update) is { Length: > 0 } path)
            await File.WriteAllTextAsync(path, served);
        else
            Assert.Equal(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "openapi.yaml")), served);
    }

    [Fact]
    public async Task Swagger_and_the_document_are_served_without_a_token()
    {
        using var client = new HttpClient { BaseAddress = new Uri(_api.App.Urls.First()) };

        Assert.Contains("\"openapi\": \"3.1", await client.GetStringAsync("/openapi.json"), StringComparison.Ordinal);
        Assert.Contains("swagger-ui", await client.GetStringAsync("/swagger/index.html"), StringComparison.Ordinal);
    }
}
