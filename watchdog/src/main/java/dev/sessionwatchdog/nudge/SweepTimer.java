package dev.sessionwatchdog.nudge;

import dev.sessionwatchdog.store.time.Time;
import java.time.Duration;
import java.util.Date;
import java.util.Properties;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.quartz.impl.StdSchedulerFactory;

/// Says when it is time for the next sweep. The wall clock drives it, so that a machine that wakes
/// up from sleep is looked at at once; a wake-up that comes late or twice only costs a sweep.
public final class SweepTimer implements NudgeSource {

    private static final JobKey JOB = new JobKey("sweep");
    private static final TriggerKey TRIGGER = new TriggerKey("next");
    private static final String BACKLOG = "backlog";

    private final Time time;
    private final Scheduler scheduler;

    /// @throws IllegalStateException if the scheduler cannot be set up
    public SweepTimer(Time time) {
        this.time = time;
        Properties settings = new Properties();
        settings.setProperty("org.quartz.scheduler.instanceName", "watchdog");
        settings.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
        settings.setProperty("org.quartz.scheduler.makeSchedulerThreadDaemon", "true");
        settings.setProperty("org.quartz.jobStore.class", "org.quartz.simpl.RAMJobStore");
        settings.setProperty("org.quartz.jobStore.misfireThreshold", "1000");
        settings.setProperty("org.quartz.threadPool.class", CallerThreadPool.class.getName());
        try {
            scheduler = new StdSchedulerFactory(settings).getScheduler();
        } catch (SchedulerException failure) {
            throw new IllegalStateException("the sweep timer cannot be set up", failure);
        }
    }

    @Override
    public void start(Backlog backlog) {
        try {
            JobDetail job = JobBuilder.newJob(Wake.class).withIdentity(JOB).storeDurably().build();
            job.getJobDataMap().put(BACKLOG, backlog);
            scheduler.addJob(job, true);
            scheduler.start();
        } catch (SchedulerException failure) {
            throw new IllegalStateException("the sweep timer cannot be started", failure);
        }
    }

    /// Says that the time has come, once, after this long, instead of what was set before.
    public void wakeIn(Duration duration) {
        try {
            Trigger next =
                    TriggerBuilder.newTrigger()
                            .withIdentity(TRIGGER)
                            .forJob(JOB)
                            .startAt(Date.from(time.moment().wall().plus(duration)))
                            .withSchedule(
                                    SimpleScheduleBuilder.simpleSchedule()
                                            .withMisfireHandlingInstructionFireNow())
                            .build();
            // Empty when there is none any more; asking before would miss one that goes meanwhile.
            if (scheduler.rescheduleJob(TRIGGER, next) == null) {
                scheduler.scheduleJob(next);
            }
        } catch (SchedulerException failure) {
            throw new IllegalStateException("the next sweep cannot be scheduled", failure);
        }
    }

    @Override
    public void close() {
        try {
            scheduler.shutdown(false);
        } catch (SchedulerException failure) {
            throw new IllegalStateException("the sweep timer cannot be stopped", failure);
        }
    }

    /// Only leaves a hint: the sweep itself runs on the sweeping thread.
    @DisallowConcurrentExecution
    public static final class Wake implements Job {
        @Override
        public void execute(JobExecutionContext context) {
            if (context.getMergedJobDataMap().get(BACKLOG) instanceof Backlog backlog) {
                backlog.offer(new Nudge.Time());
            }
        }
    }
}
