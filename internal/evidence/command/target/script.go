package target

import (
	"fmt"
	"strings"
)

// A session elsewhere is known there by four marks, because a daemon may shed any of them: the mark in its environment; a
// descriptor, inherited by whatever does not close it, of a file that bears the mark and was removed as soon as it was
// open; its parents, up to a root that adopts what detaches (a child subreaper, where perl or python can ask for that); and
// the login's own cgroup, where systemd-logind made one for the connection.

// rootScript starts the session's shell and stays as its parent.
func rootScript(mark string) string {
	return `TOUCHSTONE_SESSION=` + mark + `
export TOUCHSTONE_SESSION
if command -v rm >/dev/null 2>&1; then
  for file in /dev/shm/touchstone-` + mark + ` /tmp/touchstone-` + mark + `; do
    if (umask 077; set -C; : >"$file") 2>/dev/null; then
      exec 7<"$file"
      rm -f "$file"
      break
    fi
  done
fi
unset file
shell='exec 6>&2 2>/dev/null
(if command -v bash >/dev/null; then exec bash --noprofile --norc 2>&6 6>&-; else exec sh 2>&6 6>&-; fi)
set -- $?
for out in 1 6; do printf "\036` + mark + lastWord + `%s\036" "$1" >&$out; done
exit $1'
case $(uname -m 2>/dev/null) in
x86_64) prctl=157;;
aarch64|riscv64) prctl=167;;
i?86|arm*|s390x) prctl=172;;
ppc64*) prctl=171;;
*) prctl=;;
esac
if [ -n "$prctl" ] && perl -e 1 2>/dev/null; then
  exec perl -e 'syscall(shift, 36, 1, 0, 0, 0); exec @ARGV' "$prctl" sh -c "$shell"
fi
for python in python3 /usr/libexec/platform-python; do
  if $python -c 'import ctypes' 2>/dev/null; then
    exec $python -c 'import ctypes, os, sys
ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)
os.execvp("sh", ["sh", "-c", sys.argv[1]])' "$shell"
  fi
done
exec sh -c "$shell"
`
}

// reaperScript is the reaper of the session with the mark. Its words:
//
//	reap       end the session's processes; the answer is how many these were
//	learn      know them by their numbers from now on; the answer is how many there are
//	here       a sign of life; learns too, without an answer
//	PID:START  a process without a mark; START is field 22 of /proc/PID/stat
//	done       leave
//
// Where isDistant, and where the shell's read knows a time limit, a long silence is an end.
func reaperScript(mark string, isDistant bool) string {
	words := strings.NewReplacer("MARK", mark, "SECONDS", fmt.Sprint(silence))
	timed, own := "", ""
	if isDistant {
		timed = words.Replace("if echo | { read -r -t 9 _; } 2>/dev/null; then timed='-t SECONDS'; fi")
		own = readScope
	}
	return "known= timed= scope=\n" + timed + "\n" + own + words.Replace(findScript+reapScript)
}

// readScope finds the reaper's own logind session, which is that of the connection.
const readScope = `
while IFS= read -r line; do
  case $line in */session-*.scope) scope=$line;; esac
done 2>/dev/null </proc/$$/cgroup
`

// findScript defines ours, which sets found to the session's processes. GNU grep reads all environments at once; elsewhere,
// as in busybox, each takes two processes.
const findScript = `
if grep --version 2>/dev/null | grep -q GNU; then
  marked() { grep -ls 'TOUCHSTONE_SESSION=MARK' /proc/[0-9]*/environ 2>/dev/null; }
else
  marked() {
    for file in /proc/[0-9]*/environ; do
      if tr '\000' '\n' <"$file" 2>/dev/null | grep -qx 'TOUCHSTONE_SESSION=MARK'; then echo "$file"; fi
    done 2>/dev/null
  }
fi
holders() {
  ls -l /proc/[0-9]*/fd/7 2>/dev/null | while IFS= read -r line; do
    case $line in *touchstone-MARK*) echo "/proc/${line##* /proc/}";; esac
  done
}
listed() {
  for one in $known; do
    read -r stat <"/proc/${one%:*}/stat" && set -- ${stat##*)} && [ "${20}" = "${one#*:}" ] && echo "/proc/${one%:*}/x"
  done 2>/dev/null
}
scoped() {
  [ -n "$scope" ] && grep -lsxF "$scope" /proc/[0-9]*/cgroup
}
family() {
  family=
  for file in /proc/[0-9]*/stat; do
    read -r stat <"$file" || continue
    set -- ${stat##*)}
    file=${file#/proc/}
    [ "$1" = Z ] || family="$family ${file%/stat}:$2"
  done 2>/dev/null
}
above() {
  spared=" $$ "
  up=$$
  while [ -n "$up" ]; do
    below=$up up=
    for one in $family; do
      case $one in "$below":*) up=${one#*:}; spared="$spared$up ";; esac
    done
  done
}
ours() {
  sure=' '
  for file in $(marked; holders; listed); do
    file=${file#/proc/}
    sure="$sure${file%%/*} "
  done
  likely=
  for file in $(scoped); do
    file=${file#/proc/}
    likely="$likely ${file%/cgroup}"
  done
  family
  above
  for one in $likely; do
    case $spared in *" $one "*) ;; *) sure="$sure$one ";; esac
  done
  found= grew=1
  while [ -n "$grew" ]; do
    grew=
    for one in $family; do
      case $sure in *" ${one%:*} "*) continue;; esac
      case $sure in *" ${one#*:} "*) sure="$sure${one%:*} " grew=1;; esac
    done
  done
  for one in $family; do
    case $spared in *" ${one%:*} "*) continue;; esac
    case $sure in *" ${one%:*} "*) found="$found ${one%:*}";; esac
  done
}
`

const reapScript = `
reap() {
  all=0
  for round in 1 2 3 4 5 6 7 8; do
    ours
    n=0
    for one in $found; do
      kill -9 "$one" 2>/dev/null && n=$((n+1))
    done
    [ "$n" = 0 ] && break
    all=$((all+n))
  done
}
learn() {
  ours
  all=0
  for one in $found; do
    read -r stat <"/proc/$one/stat" && set -- ${stat##*)} && known="$known $one:${20}" all=$((all+1))
  done 2>/dev/null
}
while IFS= read -r $timed word; do
  case $word in
  done) exit 0;;
  learn) learn; echo "$all";;
  here) learn;;
  reap) reap; echo "$all";;
  *:*) known="$known $word";;
  esac
done
reap
`
