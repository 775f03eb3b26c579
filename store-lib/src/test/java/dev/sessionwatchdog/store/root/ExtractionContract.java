package dev.sessionwatchdog.store.root;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileAlreadyExistsException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

/// What every root promises about private files, workspaces and archives.
abstract class ExtractionContract extends RootFixture {

    private static final Name ZIP = new Name("a.zip");
    private static final Name OUT = new Name("out");
    private static final ArchiveLimits SMALL = new ArchiveLimits(4_000, 10, 1_000, 1_500, 4);

    /// @param members name and content, in turns; a name with a slash at its end is a directory
    static byte[] zip(String... members) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < members.length; i += 2) {
                zip.putNextEntry(new ZipEntry(members[i]));
                zip.write(bytes(members[i + 1]));
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    /// Lets the first entry of the central directory say of what kind it is on Unix.
    private static byte[] ofKind(byte[] zip, int mode) {
        ByteBuffer all = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
        int start = all.getInt(zip.length - 22 + 16);
        all.put(start + 5, (byte) 3);
        all.putInt(start + 38, mode << 16);
        return zip;
    }

    private void extract(byte[] zip) throws IOException {
        try (Directory d = open("d")) {
            d.delete(ZIP);
            d.create(ZIP, zip);
            try (Pinned archive = d.pin(ZIP)) {
                ZipExtraction.extract(archive, d, OUT, SMALL);
            }
        }
    }

    private List<String> left() throws IOException {
        List<String> names = new ArrayList<>();
        try (Directory d = open("d")) {
            d.list((name, _) -> names.add(name.value()));
        }
        names.remove(ZIP.value());
        return names;
    }

    private void assertNothingUnpacked(String why, byte[] zip) throws IOException {
        assertThatThrownBy(() -> extract(zip))
                .isInstanceOf(ArchiveRefusedException.class)
                .hasMessageContaining(why);
        assertThat(left()).isEmpty();
    }

    @Test
    void an_archive_is_unpacked_into_private_files_and_directories() throws IOException {
        extract(zip("a/", "", "a/b/c", "deep", "e", ""));
        assertThat(world().text("d/out/a/b/c")).isEqualTo("deep");
        assertThat(world().text("d/out/e")).isEmpty();
        assertThat(left()).containsExactly("out");
        try (Directory out = open("d/out");
                Directory a = out.open(new Name("a"))) {
            assertThat(out.facts().mode()).isEqualTo(0700);
            assertThat(a.facts().mode()).isEqualTo(0700);
            assertThat(out.look(new Name("e")).orElseThrow().mode()).isEqualTo(0600);
        }
    }

    @Test
    void an_archive_replaces_nothing() throws IOException {
        world().mkdir("d/out");
        world().file("d/out/mine", "x");
        assertThatThrownBy(() -> extract(zip("mine", "theirs")))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(left()).containsExactly("out");
        assertThat(world().text("d/out/mine")).isEqualTo("x");
    }

    @Test
    void names_that_lead_elsewhere_are_refused() throws IOException {
        String[] names = {
            "../x", "a/../../x", "/x", "a//b", "./x", "a\\b", "..\\x", "a\nb", "a/./b", "//", "/"
        };
        for (String name : names) {
            assertNothingUnpacked("leads elsewhere", zip("good", "1", name, ""));
            assertThat(world().exists("x")).as(name).isFalse();
        }
    }

    @Test
    void links_and_devices_are_refused() throws IOException {
        for (int kind : new int[] {0120000, 0060000, 0010000, 0040000}) {
            assertNothingUnpacked(
                    "a link or no file", ofKind(zip("l", "/etc/passwd"), kind | 0777));
        }
        extract(ofKind(zip("f", "1"), 0100644));
        assertThat(world().text("d/out/f")).isEqualTo("1");
    }

    @Test
    void more_than_the_limits_allow_is_refused_however_well_it_is_packed() throws IOException {
        assertNothingUnpacked("more than the limits", zip("bomb", "0".repeat(1_001)));
        String most = "0".repeat(800);
        assertNothingUnpacked("more than the limits", zip("a", most, "b", most));
        assertNothingUnpacked("deeper than", zip("a/b/c/d/e", ""));
        String[] many = new String[22];
        for (int i = 0; i < many.length; i++) {
            many[i] = "" + i;
        }
        assertNothingUnpacked("more than 10 entries", zip(many));
        StringBuilder noise = new StringBuilder();
        new java.util.Random(1).ints(5_000, 33, 126).forEach(it -> noise.append((char) it));
        assertNothingUnpacked("larger than", zip("a", noise.toString()));
        extract(zip("a/b/c/d", "0".repeat(1_000), "b", "0".repeat(500)));
    }

    @Test
    void what_is_broken_or_no_archive_is_refused() throws IOException {
        assertNothingUnpacked("not a zip archive", bytes("PK"));
        assertNothingUnpacked("not a zip archive", new byte[0]);
        byte[] zip = zip("a", "hello hello hello", "b", "2");
        byte[] flipped = zip.clone();
        flipped[35] ^= 0x55;
        assertNothingUnpacked("broken", flipped);
        byte[] cut = new byte[zip.length - 30];
        System.arraycopy(zip, 30, cut, 0, cut.length);
        assertThatThrownBy(() -> extract(cut)).isInstanceOf(ArchiveRefusedException.class);
        assertThat(left()).isEmpty();
    }

    @Test
    void an_archive_that_says_one_thing_and_holds_another_is_refused() throws IOException {
        byte[] renamed = zip("aa", "1", "bb", "2");
        renamed[30] = 'x';
        assertNothingUnpacked("does not list", renamed);
        assertNothingUnpacked("two entries for one name", zip("a", "1", "a/b", "2"));
        byte[] encrypted = zip("a", "1");
        ByteBuffer all = ByteBuffer.wrap(encrypted).order(ByteOrder.LITTLE_ENDIAN);
        all.put(all.getInt(encrypted.length - 22 + 16) + 8, (byte) 1);
        assertNothingUnpacked("encrypted", encrypted);
    }

    @Test
    void a_workspace_goes_with_all_that_is_in_it_and_follows_no_link() throws IOException {
        world().mkdir("d/outside");
        world().file("d/outside/canary", "x");
        try (Directory d = open("d")) {
            String at;
            try (TemporaryWorkspace workspace = TemporaryWorkspace.in(d)) {
                Directory inside = workspace.directory();
                at = inside.place().toString();
                assertThat(inside.facts().mode()).isEqualTo(0700);
                try (Directory deeper = inside.openOrMake(F)) {
                    deeper.create(G, bytes("1"));
                }
                world().symlink(at + "/link", "../outside");
            }
            assertThat(world().exists(at)).isFalse();
            assertThat(world().exists("d/outside/canary")).isTrue();
            world().mkdir("d/.work.0123456789abcdef/below");
            TemporaryWorkspace.dropAbandoned(d);
            assertThat(left()).containsExactly("outside");
        }
    }

    @Test
    void a_private_file_is_read_only_if_it_is_private() throws IOException {
        try (Directory d = open("d")) {
            int uid = root().uid();
            assertThat(PrivateFile.read(d, F, uid, 10)).isEmpty();
            d.create(F, bytes("token"));
            assertThat(PrivateFile.read(d, F, uid, 10)).contains(bytes("token"));
            assertRefused("larger than 4 bytes", () -> PrivateFile.read(d, F, uid, 4));
            assertRefused(
                    "in a directory that others may write",
                    () -> PrivateFile.read(d, F, uid + 1, 10));
            world().file("d/g", "token");
            world().mode("d/g", 0640);
            assertRefused("others have rights to it", () -> PrivateFile.read(d, G, uid, 10));
            world().hardLink("d/f", "d/h");
            assertRefused("hard link", () -> PrivateFile.read(d, F, uid, 10));
            world().symlink("d/l", "g");
            assertRefused("symlink", () -> PrivateFile.read(d, new Name("l"), uid, 10));
            d.delete(new Name("h"));
            world().mode("d", 0770);
            assertRefused(
                    "in a directory that others may write", () -> PrivateFile.read(d, F, uid, 10));
        }
    }
}
