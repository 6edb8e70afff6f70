using Microsoft.Extensions.Logging;
using Netaas.Api.Data;
using Npgsql;
using Quartz;

namespace Netaas.Api.Jobs;

/// <summary>Runs a <see cref="ScheduledTask"/> and notes how it went. The job's name is the task's.</summary>
[DisallowConcurrentExecution]
internal sealed class TaskJob(NpgsqlDataSource dataSource, ApiOptions options, TimeProvider time, ILogger<TaskJob> logger) : IJob
{
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

    private Task NoteAsync(ScheduledTask task, DateTime started, bool succeeded, string detail, CancellationToken ct) =>
        JobRuns.NoteAsync(dataSource, task.Name, new JobRun(started, time.GetUtcNow().UtcDateTime, succeeded, detail), ct);
}

internal static partial class TaskJobLog
{
    [LoggerMessage(3001, LogLevel.Warning, "Job {Name} failed")]
    public static partial void Failed(ILogger logger, string name, Exception failure);
}
