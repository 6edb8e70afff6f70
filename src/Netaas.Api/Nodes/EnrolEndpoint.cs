using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Netaas.Api.Auth;
using Netaas.Api.Data;
using Netaas.Api.Http;
using Netaas.Api.Networks;
using Netaas.Api.Outbox;
using Netaas.Api.Resources;
using Netaas.Api.Status;
using Netaas.Api.Tokens;
using Netaas.Contracts;
using Netaas.Core.Json;
using Netaas.Core.Naming;
using Npgsql;

namespace Netaas.Api.Nodes;

/// <summary><c>POST /enrol</c>: an agent asks for a place in the fleet.</summary>
internal static class EnrolEndpoint
{
    /// <summary>As long as a token that nobody guesses.</summary>
    private const int MinCredentialLength = 32;

    public static void MapEnrol(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/enrol", PostAsync).ForRole(Role.Join).WithTags("nodes").WithName("enrolNode")
            .Accepts<EnrolRequest>("application/json").Produces<EnrolResponse>()
            .WithMetadata(new Operation("Registers a node, with a join token. For agents.", [], "Asking again with the same name and credential is the same request; with another credential the name is taken."));

    private static async Task<IResult> PostAsync(HttpContext http, NpgsqlDataSource dataSource, NodeBoard board, DispatchSignal dispatch, TokenStore tokens)
    {
        var body = await JsonBody.ReadAsync(http);
        if (body.Problem is not null)
            return Answer.Of(body.Problem);
        EnrolRequest? request;
        try
        {
            request = body.Value.Deserialize<EnrolRequest>(NetaasJson.Options);
        }
        catch (JsonException malformed)
        {
            return Answer.Of(Problem.Invalid([new FieldProblem(malformed.Path ?? "", "malformedJson", "The body is not an enrolment: run an agent of this version.")]));
        }
        if (Check(request) is { Count: > 0 } problems || request is null)
            return Answer.Of(Problem.Invalid(Check(request)));
        await using var session = await Session.OpenAsync(dataSource, http.Caller(), http.RequestAborted);
        await session.BeginAsync(http.RequestAborted);
        await MembershipLock.TakeAsync(session, http.RequestAborted);
        var node = await EnrolAsync(session, request, http.RequestAborted);
        if (node.Problem is not null)
            return Answer.Of(node.Problem);
        if (await TokenRecord.SpendAsync(session, http.Principal().Id, node.Value.Value, http.RequestAborted) is { } spent)
            return Answer.Of(spent);
        await session.CommitAsync(http.RequestAborted);
        tokens.Welcome(request.Credential);
        board.Add(NodeState.Unseen(node.Value, request.Name));
        dispatch.Set();
        return Answer.Json(new EnrolResponse(node.Value));
    }

    private static List<FieldProblem> Check(EnrolRequest? request)
    {
        var problems = new List<FieldProblem>();
        if (request?.Facts is null)
            problems.Add(new FieldProblem("facts", "required", "Give the node's facts."));
        if (!ResourceName.IsValid(request?.Name))
            problems.Add(new FieldProblem("name", "invalidName", $"Give the node a name of {ResourceName.Rule}."));
        if ((request?.Credential?.Length ?? 0) < MinCredentialLength)
            problems.Add(new FieldProblem("credential", "tooShort", $"Give a secret of at least {MinCredentialLength} characters."));
        if (request?.Facts is { UnderlayAddresses.Count: 0 })
            problems.Add(new FieldProblem("facts.underlayAddresses", "empty", "The node has no address on its uplink: give it one, or tell the agent which interface is the uplink."));
        return problems;
    }

    private static async Task<Outcome<NodeId>> EnrolAsync(Session session, EnrolRequest request, CancellationToken ct)
    {
        var hash = TokenStore.Hash(request.Credential);
        if (await session.Db.Nodes.FirstOrDefaultAsync(row => row.Name == request.Name, ct) is { } present)
            return await session.ScalarAsync<bool>("SELECT credential_hash = $2 FROM nodes WHERE id = $1", ct, Parameter.Of(present.Id), Parameter.Of(hash))
                ? await RefreshAsync(session, present, request, ct)
                : Problem.Conflict(
                    "nameTaken",
                    $"A node named '{request.Name}' is enrolled with another credential: give this one another name, or restore that node's state folder.",
                    [new Culprit("node", present.Id, present.Name)]);
        var id = Guid.CreateVersion7();
        var revision = await session.NextRevisionAsync(ct);
        await WriteAsync(session, "INSERT INTO nodes (id, name, zone, credential_hash, underlay_addresses, host_routes, facts, revision) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)", id, request, revision, ct);
        await session.AppendAsync(new Change(revision, "node", "create", id, request.Name), ct);
        // All but those that ask for labels, which a new node has none of.
        await Strangers.JoinAsync(session, id, session.Db.Networks.Where(row => row.NodeSelectorJson == "{}"), ct);
        await ClaimPortsAsync(session, id, ct);
        await VxlanPorts.ClaimOnAsync(session, id, ct);
        await CidrConflicts.RenewAsync(session, id, ct);
        await NetworkMtu.FollowAsync(session, ct);
        return new NodeId(id);
    }

    /// <summary>The node is back, perhaps with other facts.</summary>
    private static async Task<NodeId> RefreshAsync(Session session, NodeRow present, EnrolRequest request, CancellationToken ct)
    {
        if (JsonSerializer.Deserialize<NodeFacts>(present.FactsJson, NetaasJson.Options) != request.Facts || present.Zone != request.Zone)
        {
            await session.ExecuteAsync("SELECT 1 FROM nodes WHERE id = $1 FOR UPDATE", ct, Parameter.Of(present.Id));
            var revision = await session.NextRevisionAsync(ct);
            await WriteAsync(
                session,
                "UPDATE nodes SET name = $2, zone = $3, credential_hash = $4, underlay_addresses = $5, host_routes = $6, facts = $7, revision = $8, updated_at = now() WHERE id = $1",
                present.Id, request, revision, ct);
            await CidrConflicts.RenewAsync(session, present.Id, ct);
            await session.AppendAsync(new Change(revision, "node", "update", present.Id, present.Name), ct);
            await NetworkMtu.FollowAsync(session, ct);
        }
        await Strangers.JoinAsync(session, present.Id, Strangers.Of(session, present.Id), ct);
        return new NodeId(present.Id);
    }

    private static Task<int> WriteAsync(Session session, string sql, Guid id, EnrolRequest request, long revision, CancellationToken ct) =>
        session.ExecuteAsync(
            sql,
            ct,
            [
                Parameter.Of(id),
                Parameter.Of(request.Name),
                Parameter.OfNullable(request.Zone),
                Parameter.Of(TokenStore.Hash(request.Credential)),
                .. NodeFactsColumns.Of(request.Facts),
                Parameter.Of(revision),
            ]);

    /// <summary>What is published on every node is so on a new one, too.</summary>
    private static Task<int> ClaimPortsAsync(Session session, Guid node, CancellationToken ct) => session.ExecuteAsync(
        """
        INSERT INTO host_ports (node_id, protocol, address, ports, owner_kind, owner_id)
        SELECT $1, protocol, set_masklen(host_address, CASE WHEN host_address IN ('0.0.0.0', '::') THEN 0 WHEN family(host_address) = 4 THEN 32 ELSE 128 END),
            int4range(host_port, host_port_end, '[]'), 'port-mapping', id
        FROM port_mappings WHERE nodes IS NULL AND deleted_revision IS NULL
        UNION ALL
        SELECT $1, p->>'protocol', CASE WHEN family(a) = 4 THEN '0.0.0.0/0'::inet ELSE '::/0'::inet END,
            int4range((p->>'nodePort')::int, (p->>'nodePort')::int, '[]'), 'service', s.id
        FROM services s CROSS JOIN LATERAL jsonb_array_elements(s.ports) p CROSS JOIN LATERAL unnest(s.cluster_ips) a
        WHERE s.type IN ('nodePort', 'loadBalancer') AND s.deleted_revision IS NULL
        UNION ALL
        SELECT $1, 'tcp', CASE WHEN family(a) = 4 THEN '0.0.0.0/0'::inet ELSE '::/0'::inet END,
            int4range(s.health_check_node_port, s.health_check_node_port, '[]'), 'service', s.id
        FROM services s CROSS JOIN LATERAL unnest(s.cluster_ips) a WHERE s.health_check_node_port IS NOT NULL AND s.deleted_revision IS NULL
        """,
        ct,
        Parameter.Of(node));
}
