package dev.sessionwatchdog.store.sim;

import dev.sessionwatchdog.store.root.Facts;
import dev.sessionwatchdog.store.root.Name;
import dev.sessionwatchdog.store.root.Place;
import dev.sessionwatchdog.store.time.Time;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/// A disk in memory, never kinder than a real one.
///
/// Freed inode numbers come back at once; names and data that nobody synced may be lost by
/// [#crash], each on its own; a sync that failed once proves nothing later. Paths in this interface
/// are `a/b/c` from the top and name exactly what stands there; no link is ever followed. What is
/// built by these methods, at the start or by a stranger in the middle of a test, is durable at
/// once. Permissions are not checked.
public final class SimulatedDisk {
    private static final long MAIN_DEVICE = 1;

    final InodeTable inodes;
    final Journal journal = new Journal();
    public final SimulatedSpace space;
    private final Time time;
    private final Inode top;
    private BeforeCall before = _ -> {};
    Optional<String> sharedBy = Optional.empty();
    private UnaryOperator<Facts> byName = UnaryOperator.identity();
    private String answeredBelow = "";
    private int calls;
    private boolean dead;
    private long nextDevice = MAIN_DEVICE + 1;

    public SimulatedDisk(Time time) {
        this.time = time;
        this.inodes = new InodeTable(time);
        this.space = SimulatedSpace.endless(inodes);
        this.top = inodes.make(Inode.Kind.DIRECTORY, MAIN_DEVICE);
        this.top.links = 2;
    }

    private SimulatedDisk(SimulatedDisk from, InodeTable inodes, Inode top) {
        this.time = from.time;
        this.inodes = inodes;
        this.space = from.space.of(inodes);
        this.top = top;
        this.top.links = 2;
        this.nextDevice = from.nextDevice;
    }

    /// Called directly before every call; one at a time. What it does to the disk happens in
    /// between.
    public void before(BeforeCall callback) {
        before = callback;
    }

    /// It is a file system by which other machines may change files.
    public void share(String kind) {
        sharedBy = Optional.of(kind);
    }

    /// What is asked by a name below here is answered like this; what is asked of an open file is
    /// not.
    public void answerByName(String below, UnaryOperator<Facts> answer) {
        byName = answer;
        answeredBelow = below + "/";
    }

    Facts byName(Place place, Facts facts) {
        return (place + "/").startsWith(answeredBelow) ? byName.apply(facts) : facts;
    }

    boolean isDirectory(String path) {
        return exists(path) && inode(path).kind == Inode.Kind.DIRECTORY;
    }

    /// Ends the process at the n-th call from now, the first being 1.
    public void crashAt(int number) {
        int at = calls + number;
        before =
                operation -> {
                    if (operation.number() >= at) {
                        throw new SimulatedCrash(operation.toString());
                    }
                };
    }

    /// Lets the n-th call from now fail, the first being 1.
    public void failAt(int number, IOException failure) {
        int at = calls + number;
        before =
                operation -> {
                    if (operation.number() == at) {
                        throw failure;
                    }
                };
    }

    /// How many calls there were.
    public int calls() {
        return calls;
    }

    void step(String name, Place place) throws IOException {
        if (dead) {
            throw new SimulatedCrash("the process ended before: " + name + " " + place);
        }
        calls++;
        try {
            before.call(new Operation(calls, name, place.toString()));
        } catch (SimulatedCrash crash) {
            dead = true;
            throw crash;
        }
    }

    /// The machine lost power: a disk on which every change of names and every appended byte that
    /// was not synced is kept or lost, each change on its own, appends as any prefix. All that was
    /// open or locked is closed. This disk may be crashed again, with other luck.
    public SimulatedDisk crash(RandomGenerator luck) {
        return transplanted(PowerLoss.byChance(journal, luck));
    }

    /// Every disk that a loss of power could leave now: each subset of the unsynced changes of
    /// names, and nothing, half or all of what was appended and not synced.
    ///
    /// @param most so many changes at most may be pending; a test that lets more pile up fails
    public void everyCrash(int most, Consumer<SimulatedDisk> each) {
        PowerLoss.every(journal, most, loss -> each.accept(transplanted(loss)));
    }

    /// Much later: all that was changed is durable.
    public void settle() {
        journal.settle();
        top.settleAll();
    }

    /// The process was killed: the kernel's is kept, and all that was open or locked is closed.
    public SimulatedDisk killed() {
        return transplanted(PowerLoss.NONE);
    }

    private SimulatedDisk transplanted(PowerLoss loss) {
        InodeTable table = new InodeTable(time);
        Inode newTop = inodes.transplant(top, table, loss.names(), loss.size());
        return new SimulatedDisk(this, table, newTop);
    }

    /// Makes a directory and those above it, as far as they are not there.
    public void mkdirs(String path) {
        Inode directory = top;
        for (Name name : Place.of(path).names()) {
            Inode child = directory.entries.get(name);
            directory = child == null ? add(directory, name, Inode.Kind.DIRECTORY) : child;
        }
    }

    /// Makes a file or gives an existing one, still the same inode, this content.
    public void file(String path, byte[] content) {
        Optional<Inode> there = find(path);
        Inode file = there.isPresent() ? there.get() : add(path, Inode.Kind.REGULAR);
        file.settle(content);
        file.mtime = inodes.now();
        file.ctime = inodes.now();
    }

    public void file(String path, String content) {
        file(path, content.getBytes(StandardCharsets.UTF_8));
    }

    public void file(String path, byte[] content, Instant mtime) {
        file(path, content);
        setMtime(path, mtime);
    }

    public void symlink(String path, String target) {
        add(path, Inode.Kind.SYMLINK).target = target;
    }

    public void fifo(String path) {
        add(path, Inode.Kind.FIFO);
    }

    public void socket(String path) {
        add(path, Inode.Kind.SOCKET);
    }

    public void device(String path) {
        add(path, Inode.Kind.DEVICE);
    }

    /// A second hard link to an existing file.
    public void link(String existing, String path) {
        Inode file = inode(existing);
        Place place = Place.of(path);
        Inode directory = inode(place.parent().toString());
        inodes.link(directory, place.name(), file);
        directory.durable.put(place.name(), file);
    }

    /// Makes an empty directory on which something is mounted, from another device or, as `mount
    /// --bind` does, from the same one.
    public void mountPoint(String path, boolean otherDevice) {
        Place place = Place.of(path);
        Inode directory = inode(place.parent().toString());
        long device = otherDevice ? nextDevice++ : directory.device;
        Inode mounted = inodes.make(Inode.Kind.DIRECTORY, device);
        mounted.mountPoint = true;
        inodes.link(directory, place.name(), mounted);
        directory.durable.put(place.name(), mounted);
    }

    /// Puts so many names into a directory that are not valid UTF-8.
    public void undecodable(String path, int count) {
        inode(path).undecodable = count;
    }

    /// Takes a name away, whatever it is, with all below it.
    public void remove(String path) {
        Place place = Place.of(path);
        for (Name child : inode(path).entries.navigableKeySet().toArray(Name[]::new)) {
            remove(place.child(child).toString());
        }
        Inode directory = inode(place.parent().toString());
        inodes.unlink(directory, place.name());
        directory.durable.remove(place.name());
    }

    public void rename(String from, String to) {
        Place source = Place.of(from);
        Place target = Place.of(to);
        Inode moved = inode(from);
        Inode sourceDirectory = inode(source.parent().toString());
        Inode targetDirectory = inode(target.parent().toString());
        inodes.rename(sourceDirectory, source.name(), targetDirectory, target.name());
        sourceDirectory.durable.remove(source.name());
        targetDirectory.durable.put(target.name(), moved);
    }

    public void setMtime(String path, Instant mtime) {
        inode(path).mtime = mtime;
        inode(path).ctime = inodes.now();
    }

    public void setMode(String path, int mode) {
        inode(path).mode = mode;
        inode(path).ctime = inodes.now();
    }

    public void setUid(String path, int uid) {
        inode(path).uid = uid;
        inode(path).ctime = inodes.now();
    }

    /// Another process opens the file; while it is claimed, that waits until the release.
    public void openBy(String path) {
        Inode file = inode(path);
        if (file.claimed) {
            file.waiting++;
        } else {
            file.strangers++;
        }
    }

    /// The other process closes it.
    public void closeBy(String path) {
        Inode file = inode(path);
        if (file.strangers == 0) {
            throw new IllegalStateException(path + ": no stranger has it open");
        }
        file.strangers--;
    }

    public boolean exists(String path) {
        return find(path).isPresent();
    }

    public boolean isFile(String path) {
        return find(path).filter(it -> it.kind == Inode.Kind.REGULAR).isPresent();
    }

    public Set<Name> names(String path) {
        return Set.copyOf(inode(path).entries.keySet());
    }

    public byte[] read(String path) {
        return inode(path).content();
    }

    public String text(String path) {
        return new String(read(path), StandardCharsets.UTF_8);
    }

    /// Every path with kind, size and a hash of the content, for comparing whole trees.
    public SortedMap<String, String> paths() {
        SortedMap<String, String> all = new TreeMap<>();
        describe(Place.TOP, top, all);
        return all;
    }

    private static void describe(Place place, Inode inode, SortedMap<String, String> into) {
        if (!place.isTop()) {
            into.put(place.toString(), inode.describe());
        }
        inode.entries.forEach((name, child) -> describe(place.child(name), child, into));
    }

    Inode inode(String path) {
        return find(path).orElseThrow(() -> new IllegalArgumentException("no such path: " + path));
    }

    private Optional<Inode> find(String path) {
        Optional<Inode> at = Optional.of(top);
        for (Name name : Place.of(path).names()) {
            at = at.flatMap(inode -> Optional.ofNullable(inode.entries.get(name)));
        }
        return at;
    }

    private Inode add(String path, Inode.Kind kind) {
        Place place = Place.of(path);
        return add(inode(place.parent().toString()), place.name(), kind);
    }

    private Inode add(Inode directory, Name name, Inode.Kind kind) {
        Inode made = inodes.make(kind, directory.device);
        made.uid = directory.uid;
        made.gid = directory.gid;
        inodes.link(directory, name, made);
        directory.durable.put(name, made);
        return made;
    }
}
