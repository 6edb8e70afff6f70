using Microsoft.Extensions.DependencyInjection;
using Quartz;

namespace Netaas.Api.Jobs;

/// <summary>Puts the scheduled tasks into Quartz: stored in PostgreSQL, each run by one process of however many serve the API.</summary>
internal static class Schedule
{
    public static void AddSchedule(this IServiceCollection services, string postgres)
    {
        services.Configure<QuartzOptions>(quartz =>
        {
            // A second process must not write the triggers anew: they would fire twice.
            quartz.Scheduling.OverwriteExistingData = false;
            quartz.Scheduling.IgnoreDuplicates = true;
        });
        services.AddQuartz(quartz =>
        {
            quartz.UsePersistentStore(store =>
            {
                store.UsePostgres(postgres);
                store.ProvisionSchema();
                store.UseClustering();
            });
            foreach (var task in ScheduledTask.All)
                quartz.ScheduleJob<TaskJob>(
                    trigger => trigger.WithIdentity(task.Name).StartNow().WithSimpleSchedule(task.Interval),
                    job => job.WithIdentity(task.Name).WithDescription(task.Summary));
        });
        services.AddQuartzHostedService(hosted => hosted.WaitForJobsToComplete = true);
    }
}
