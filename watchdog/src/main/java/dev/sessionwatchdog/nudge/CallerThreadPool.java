package dev.sessionwatchdog.nudge;

import org.quartz.spi.ThreadPool;

/// Runs Quartz's jobs on its own scheduler thread. Ours only leave a hint, which never blocks; a
/// pool of one would cost a thread more, and Quartz's own pool wakes up twice a second
/// (`facts/java.md` 2.3).
public final class CallerThreadPool implements ThreadPool {

    @Override
    public boolean runInThread(Runnable job) {
        job.run();
        return true;
    }

    @Override
    public int blockForAvailableThreads() {
        return 1;
    }

    @Override
    public void initialize() {}

    @Override
    public void shutdown(boolean waitForJobsToComplete) {}

    @Override
    public int getPoolSize() {
        return 1;
    }

    @Override
    public void setInstanceId(String schedulerInstanceId) {}

    @Override
    public void setInstanceName(String schedulerName) {}
}
