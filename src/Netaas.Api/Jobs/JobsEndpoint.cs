using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Netaas.Api.Addresses;
using Netaas.Api.Auth;
using Netaas.Api.Http;
using Netaas.Api.Resources;
using Npgsql;

namespace Netaas.Api.Jobs;

/// <summary>A scheduled job and how it went last.</summary>
/// <param name="LastRun">Null before the first.</param>
public sealed record JobResource(string Name, string Summary, double IntervalSeconds, JobRun? LastRun);

/// <param name="Detail">What it did, or why it failed.</param>
public sealed record JobRun(DateTime StartedAt, DateTime FinishedAt, bool Succeeded, string Detail);

/// <summary><c>GET /jobs</c>.</summary>
internal static class JobsEndpoint
{
    public static void MapJobs(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/jobs", ListAsync).WithTags("jobs").WithName("listJobs").Produces<Page<JobResource>>().WithMetadata(Access.System)
            .WithMetadata(new Operation("Lists scheduled jobs with how they went last.", [], "Each runs on one process of the API at a time."));

    private static async Task<IResult> ListAsync(NpgsqlDataSource dataSource, CancellationToken ct)
    {
        var runs = new Dictionary<string, JobRun>();
        await using var command = dataSource.CreateCommand("SELECT name, started_at, finished_at, succeeded, detail FROM job_runs");
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            runs[reader.GetString(0)] = new JobRun(reader.GetDateTime(1), reader.GetDateTime(2), reader.GetBoolean(3), reader.GetString(4));
        return Answer.Json(new Page<JobResource>(
            [
                .. ScheduledTask.All.Select(task => new JobResource(task.Name, task.Summary, task.Interval.TotalSeconds, runs.GetValueOrDefault(task.Name))),
                new JobResource(BlockReleaser.Job, "Gives blocks back whose addresses are all free and rested.", BlockReleaser.Interval.TotalSeconds, runs.GetValueOrDefault(BlockReleaser.Job)),
            ],
            null));
    }
}
