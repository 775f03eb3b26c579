package dev.sessionwatchdog.nudge;

import dev.sessionwatchdog.store.time.Time;
import java.time.Duration;
import java.util.Date;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobExecutionContext;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.quartz.core.QuartzScheduler;
import org.quartz.core.QuartzSchedulerResources;
import org.quartz.impl.DefaultThreadExecutor;
import org.quartz.impl.StdJobRunShellFactory;
import org.quartz.impl.StdScheduler;
import org.quartz.simpl.InitThreadContextClassLoadHelper;
import org.quartz.simpl.RAMJobStore;

/// Says when it is time for the next sweep. The wall clock drives it, so that a machine that wakes
/// up from sleep is looked at at once; a wake-up that comes late or twice only costs a sweep.
public final class SweepTimer implements NudgeSource {

    private static final JobKey JOB = new JobKey("sweep");
    private static final TriggerKey TRIGGER = new TriggerKey("next");
    private static final String NAME = "watchdog";

    /// A wake-up that comes later than this is one that was missed, and comes at once.
    private static final long MISSED_MILLIS = 1_000;

    /// Quartz's own: it looks at the clock every thirty seconds.
    private static final long USUAL = -1;

    private final Time time;
    private final Scheduler scheduler;

    /// @throws IllegalStateException if the scheduler cannot be set up
    public SweepTimer(Time time) {
        this.time = time;
        try {
            scheduler = scheduler();
        } catch (SchedulerException failure) {
            throw new IllegalStateException("the sweep timer cannot be set up", failure);
        }
    }

    /// Puts the parts together by hand: the factories of Quartz find classes by name and properties
    /// by `java.beans`, which no one else here needs.
    private static Scheduler scheduler() throws SchedulerException {
        RAMJobStore store = new RAMJobStore();
        store.setMisfireThreshold(MISSED_MILLIS);
        StdJobRunShellFactory shells = new StdJobRunShellFactory();
        QuartzSchedulerResources parts = new QuartzSchedulerResources();
        parts.setName(NAME);
        parts.setInstanceId(NAME);
        parts.setThreadName("session-watchdog timer");
        parts.setMakeSchedulerThreadDaemon(true);
        parts.setThreadExecutor(new DefaultThreadExecutor());
        parts.setThreadPool(new CallerThreadPool());
        parts.setJobStore(store);
        parts.setJobRunShellFactory(shells);
        QuartzScheduler quartz = new QuartzScheduler(parts, USUAL, USUAL);
        Scheduler scheduler = new StdScheduler(quartz);
        store.initialize(new InitThreadContextClassLoadHelper(), quartz.getSchedulerSignaler());
        shells.initialize(scheduler);
        quartz.initialize();
        return scheduler;
    }

    @Override
    public void start(Backlog backlog) {
        try {
            scheduler.setJobFactory((_, _) -> new Wake(backlog));
            scheduler.addJob(
                    JobBuilder.newJob(Wake.class).withIdentity(JOB).storeDurably().build(), true);
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
    private record Wake(Backlog backlog) implements Job {
        @Override
        public void execute(JobExecutionContext context) {
            backlog.offer(new Nudge.Time());
        }
    }
}
