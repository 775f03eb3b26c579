# Runs a script in this system's files with all that it changes thrown away: an overlay in memory, with a /tmp that
# runs nothing and no network, in namespaces that end with it.
#   unshare --mount --net --pid --fork --kill-child sh throw-away-system.sh EMPTY_DIRECTORY DEB SCRIPT
set -eu
place=$1 deb=$2 script=$3
mount -t tmpfs tmpfs "$place"
mkdir "$place/changed" "$place/work" "$place/root"
# One device number for files and directories; nobody reads it after a crash.
mount -t overlay -o "lowerdir=/,upperdir=$place/changed,workdir=$place/work,xino=on,volatile" overlay "$place/root"
mount -t proc proc "$place/root/proc"
mount --bind /dev "$place/root/dev"
mount -t tmpfs -o noexec tmpfs "$place/root/tmp"
mount -t tmpfs tmpfs "$place/root/run"
cp "$deb" "$place/root/run/session-watchdog.deb"
cp "$script" "$place/root/run/script.sh"
exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 chroot "$place/root" sh -eu /run/script.sh
