using Microsoft.Extensions.Logging;
using Netaas.Api.Data;
using Npgsql;
using Quartz;

namespace Netaas.Api.Jobs;

/// <summary>Runs a <see cref="ScheduledTask"/> and notes how it went. The job's name is the task's.</summary>
[DisallowConcurrentExecution]
internal sealed class TaskJob(NpgsqlDataSource dataSource, ApiOptions options, TimeProvider time, ILogger<TaskJob> logger) : IJob
{
    private const string Note = """
        INSERT INTO job_runs (name, started_at, finished_at, succeeded, detail) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (name) DO UPDATE SET started_at = $2, finished_at = $3, succeeded = $4, detail = $5
        """;

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var task = ScheduledTask.All.Single(task => task.Name == context.JobDetail.Key.Name);
        var started = time.GetUtcNow().UtcDateTime;
        try
        {
            await using var command = dataSource.CreateCommand(task.Sql);
            command.Parameters.Add(Parameter.Of(options.RetentionDays));
            var rows = await command.ExecuteNonQueryAsync(cancellationToken);
            await NoteAsync(task, started, true, rows == 1 ? "1 row" : $"{rows} rows", cancellationToken);
        }
        catch (NpgsqlException failure)
        {
            TaskJobLog.Failed(logger, task.Name, failure);
            await NoteAsync(task, started, false, failure.Message, cancellationToken);
        }
    }

    private async Task NoteAsync(ScheduledTask task, DateTime started, bool succeeded, string detail, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(Note);
        command.Parameters.Add(Parameter.Of(task.Name));
        command.Parameters.Add(Parameter.Of(started));
        command.Parameters.Add(Parameter.Of(time.GetUtcNow().UtcDateTime));
        command.Parameters.Add(Parameter.Of(succeeded));
        command.Parameters.Add(Parameter.Of(detail));
        await command.ExecuteNonQueryAsync(ct);
    }
}

internal static partial class TaskJobLog
{
    [LoggerMessage(3001, LogLevel.Warning, "Job {Name} failed")]
    public static partial void Failed(ILogger logger, string name, Exception failure);
}
