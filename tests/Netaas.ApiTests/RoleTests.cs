using System.Net;

namespace Netaas.ApiTests;

/// <summary>Every operation of the document, with a token of every role.</summary>
public sealed class RoleTests : IAsyncLifetime
{
    private const string Nobody = "nobody", Join = "join", Node = "node", Viewer = "viewer", Operator = "operator", Admin = "admin", System = "system";

    private static readonly string[] Ladder = [Viewer, Operator, Admin, System];

    /// <summary>Who may, where it is not: a viewer reads and an operator writes. By the beginning of "METHOD path".</summary>
    private static readonly (string Operation, string LeastRole)[] Exceptions =
    [
        ("POST enrol", Join),
        ("GET nodes/{id}/snapshot", Node),
        ("GET nodes/{id}/names", Node),
        ("POST nodes/{id}/attachments", Node),
        ("GET nodes/{reference}/plan", System),
        ("GET nodes/{reference}/state", System),
        ("GET nodes/{reference}/diff", System),
        ("GET nodes/{reference}/ruleset", System),
        ("GET jobs", System),
        ("GET pools/{pool}/reservations", System),
        ("POST pools", System),
        ("PUT pools", System),
        ("PATCH pools", System),
        ("DELETE pools", System),
        ("PATCH nodes", System),
        ("DELETE nodes", System),
        ("POST calculator", Viewer),
        ("GET tokens", Admin),
        ("POST tokens", Admin),
        ("PUT tokens", Admin),
        ("PATCH tokens", Admin),
        ("DELETE tokens", Admin),
        ("POST projects", System),
        ("PUT projects", System),
        ("PATCH projects", System),
        ("DELETE projects", System),
    ];

    private ApiHost _api = null!;
    private ScriptedAgent _node = null!;

    public async ValueTask InitializeAsync()
    {
        _api = await ApiHost.StartAsync();
        _node = await ScriptedAgent.JoinAsync(_api, "node-1", 1);
        (await _api.PostAsync("projects", """{"name":"a"}""")).Must(201);
    }

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task Each_operation_is_for_its_role_and_those_above_it()
    {
        var bearers = new Dictionary<string, Bearer>
        {
            [Nobody] = _api.As("nobody's"),
            [Join] = _api.As(ApiHost.JoinToken),
            [Node] = _api.As(_node.Credential),
            [System] = _api.As(ApiHost.AdminToken),
        };
        foreach (var role in new[] { Viewer, Operator, Admin })
            bearers[role] = _api.As((await _api.PostAsync("tokens?project=a", $$"""{"name":"{{role}}","role":"{{role}}"}""")).Must(201)["secret"]!);

        var wrong = new List<string>();
        foreach (var operation in await DocumentedOperation.ReadAsync(_api))
            foreach (var (role, bearer) in bearers)
            {
                var status = await SendAsync(bearer.Client, operation);
                var isAllowed = status is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden);
                var isRight = role == Nobody ? status == HttpStatusCode.Unauthorized : isAllowed == MayUse(operation, role);
                if (!isRight || (int)status >= 500)
                    wrong.Add($"{operation.Method} {operation.Path} as {role}: {(int)status}");
            }
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    [Fact]
    public async Task A_token_is_told_its_role_and_its_project()
    {
        var secret = (await _api.PostAsync("tokens?project=a", """{"name":"reader","role":"viewer"}""")).Must(201)["secret"]!;

        var reader = (await _api.As(secret).GetAsync("whoami")).Must(200);
        var admin = (await _api.GetAsync("whoami")).Must(200);
        Assert.Equal(("reader", "viewer", "a"), (reader["name"], reader["role"], reader["project"]));
        Assert.Equal(("admin", null), (admin["role"], admin["project"]));
    }

    private static bool MayUse(DocumentedOperation operation, string role)
    {
        var text = $"{operation.Method} {operation.Path}";
        var least = Exceptions.FirstOrDefault(exception => text.StartsWith(exception.Operation, StringComparison.Ordinal)).LeastRole
            ?? (operation.Method == HttpMethod.Get ? Viewer : Operator);
        return Ladder.Contains(least) ? Array.IndexOf(Ladder, role) >= Array.IndexOf(Ladder, least) : role == least;
    }

    /// <summary>Asks for what isn't there, with nothing: who may is told so, and nothing changes.</summary>
    private static async Task<HttpStatusCode> SendAsync(HttpClient client, DocumentedOperation operation)
    {
        using var request = new HttpRequestMessage(operation.Method, operation.With(
            operation.Path.Contains("{revision}", StringComparison.Ordinal) ? "999999999" : "00000000-0000-7000-8000-00000000dead"));
        if (operation.HasBody)
            request.Content = new StringContent("{}", global::System.Text.Encoding.UTF8, "application/json");
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return response.StatusCode;
    }
}
