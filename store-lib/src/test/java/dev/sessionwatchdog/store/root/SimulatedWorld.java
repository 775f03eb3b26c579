package dev.sessionwatchdog.store.root;

import dev.sessionwatchdog.store.sim.SimulatedDisk;

record SimulatedWorld(SimulatedDisk disk) implements World {

    /// Lets somebody act before each rename.
    void disturb(BeforeRename before) {
        disk.before(call -> {
            if (call.name().equals("rename")) {
                before.rename(Place.of(call.path()).name().value(), "");
            }
        });
    }

    @Override
    public void mkdir(String path) {
        disk.mkdirs(path);
    }

    @Override
    public void file(String path, String content) {
        disk.file(path, content);
    }

    @Override
    public void symlink(String path, String target) {
        disk.symlink(path, target);
    }

    @Override
    public void hardLink(String existing, String path) {
        disk.link(existing, path);
    }

    @Override
    public void fifo(String path) {
        disk.fifo(path);
    }

    @Override
    public void mode(String path, int mode) {
        disk.setMode(path, mode);
    }

    @Override
    public void rename(String from, String to) {
        disk.rename(from, to);
    }

    @Override
    public void remove(String path) {
        disk.remove(path);
    }

    @Override
    public void undecodable(String directory) {
        disk.undecodable(directory, 1);
    }

    @Override
    public boolean exists(String path) {
        return disk.exists(path);
    }

    @Override
    public String text(String path) {
        return disk.text(path);
    }

    @Override
    public Opened open(String path, boolean forWriting) {
        disk.openBy(path);
        return () -> disk.closeBy(path);
    }
}
