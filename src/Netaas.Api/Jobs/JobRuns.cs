using Netaas.Api.Data;
using Npgsql;

namespace Netaas.Api.Jobs;

/// <summary>Notes how a recurring job went, for <c>GET /jobs</c>.</summary>
internal static class JobRuns
{
    private const string Note = """
        INSERT INTO job_runs (name, started_at, finished_at, succeeded, detail) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (name) DO UPDATE SET started_at = $2, finished_at = $3, succeeded = $4, detail = $5
        """;

    public static async Task NoteAsync(NpgsqlDataSource dataSource, string name, JobRun run, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(Note);
        command.Parameters.Add(Parameter.Of(name));
        command.Parameters.Add(Parameter.Of(run.StartedAt));
        command.Parameters.Add(Parameter.Of(run.FinishedAt));
        command.Parameters.Add(Parameter.Of(run.Succeeded));
        command.Parameters.Add(Parameter.Of(run.Detail));
        await command.ExecuteNonQueryAsync(ct);
    }
}
