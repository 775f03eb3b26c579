package dev.sessionwatchdog.store.root;

import java.io.Closeable;

/// Remembers directories as they were before their names were listed, and tells cheaply which of
/// them cannot have other names now.
///
/// A directory *stands* when neither of its times has moved; the time of its last change cannot be
/// set by a program. That proves its set of names, and nothing about the files that they stand for.
/// Where it is proven only together with the directories above it, and whether something was
/// mounted on it meanwhile is not asked: whoever acts opens it anew.
///
/// Times have a grain. A directory that changed within a grain of the moment at which it was looked
/// at may change again without a sign: whoever remembers directories has to leave out those.
public interface DirectoryTimes extends Closeable {

    /// Remembers a directory.
    ///
    /// @param before its facts, taken before it was listed
    /// @return its number, counted from 0
    int add(Place place, Facts before);

    /// Whether a remembered directory stands. Doubt is no.
    boolean stands(int number);

    /// Forgets all.
    @Override
    void close();
}
