/* An entry's lease (doc/format.md, "Leases"): one token directory whose name is the state, owners with several
   commit threads, breakers that may break ANY held lease at ANY moment, and helpers that pause between their steps.
   Safety must not depend on clocks, so there are none.

   A path call of the kernel is two steps: it finds the directories on the way, and later looks up the last name in
   what it found. Between the two, anything may happen to the directory's name.

   Properties:  no commit or removal of a closed generation becomes visible;
                whoever is told that the lease is lost has really lost it.

   Weakened on purpose, one at a time; each must violate an assertion:
   NO_QUARANTINE  a breaker frees the token without taking the old owner's files out of it
   CHECK_ONLY     a commit checks the token's name and then renames a file that lies elsewhere
   NO_DRAIN       a release does not wait for the owner's own calls
   NAIVE_REMOVE   a removal renames the entry into the token directory, instead of exchanging it
   BY_HANDLE      a breaker takes every file of the directory that it once opened, not the old owner's by its path */
#ifndef MAXG
#define MAXG 3
#endif
#ifndef N
#define N 2    /* owners */
#endif
#ifndef T
#define T 2    /* commit threads of the first owner; the others have one each */
#endif
#ifndef B
#define B 2    /* breakers */
#endif
#define FREE 0
#define HELD 1
#define BROKEN 2

byte gen = 0, state = FREE, holder = 99, closed = 0;
byte file[N * T];        /* a thread's file in the token directory: the generation that it was made under; 0 = none */
byte owned[N];           /* the generation under which an owner's threads work; 0 = the gate is shut */
byte inside[MAXG + 1];   /* calls of a generation's owner that are on their way */

#define MINE (state == HELD && gen == g && holder == id)

proctype Owner(byte id) {
  byte g, i;
again:
  atomic { (state == FREE && gen < MAXG) -> gen++; state = HELD; holder = id; g = gen; owned[id] = g }
  if
  :: owned[id] = 0;                                           /* give back: nothing new gets in */
#ifndef NO_DRAIN
     (inside[g] == 0);
#endif
     i = 0;
     do
     :: i < T -> atomic { if :: file[id * T + i] == g -> file[id * T + i] = 0 :: else -> skip fi }; i++
     :: i >= T -> break
     od;
     if
     :: atomic { MINE -> state = FREE; closed = g }
     :: atomic { !MINE -> skip }
     fi
  :: atomic { !MINE -> owned[id] = 0 }                        /* a beat finds no token */
  fi;
  atomic { g = 0; i = 0; goto again }
}

proctype Thread(byte id; byte me) {
  byte g;
again:
  atomic { owned[id] != 0 -> g = owned[id]; inside[g]++ }
  if :: atomic { MINE -> skip } :: atomic { !MINE -> goto lost } fi;   /* create: finds the directory */
  file[me] = g;                                                       /* makes the file in it */
  if :: atomic { MINE -> skip } :: atomic { !MINE -> goto lost } fi;   /* rename or exchange: finds the directory */
#ifdef CHECK_ONLY
  atomic { assert(g > closed); file[me] = 0 }
#else
#ifdef NAIVE_REMOVE
  atomic { assert(g > closed); file[me] = 0 }
#else
  if
  :: atomic { file[me] == g -> assert(g > closed); file[me] = 0 }     /* finds the file in it: visible */
  :: atomic { file[me] != g -> assert(!MINE); goto lost }
  fi
#endif
#endif
  ;
lost:
  atomic { inside[g]--; g = 0 }
  goto again
}

proctype Breaker() {
  byte g, o, i;
again:
  if
  :: atomic { state == HELD -> state = BROKEN; g = gen; o = holder }
  :: atomic { state == BROKEN -> g = gen; o = holder }                /* helps, or goes on after a crash */
  fi;
#ifndef NO_QUARANTINE
  i = 0;
  do
#ifdef BY_HANDLE
  :: i < N * T -> atomic { file[i] = 0 }; i++
  :: i >= N * T -> break
#else
  :: i < T -> if
              :: atomic { (state == BROKEN && gen == g) -> skip }      /* finds <g>.broken.<o> */
              :: atomic { !(state == BROKEN && gen == g) -> g = 0; o = 0; i = 0; goto again }
              fi;
              atomic { if :: file[o * T + i] == g -> file[o * T + i] = 0 :: else -> skip fi };
              i++
  :: i >= T -> break
#endif
  od;
#endif
  atomic { if :: (state == BROKEN && gen == g) -> closed = g; state = FREE :: else -> skip fi; g = 0; o = 0; i = 0; goto again }
}

init {
  byte i, t;
  atomic {
    i = 0;
    do
    :: i < N -> run Owner(i);
                t = 0;
                do
                :: t < T && (t == 0 || i == 0) -> run Thread(i, i * T + t); t++
                :: else -> break
                od;
                i++
    :: i >= N -> break
    od;
    t = 0;
    do :: t < B -> run Breaker(); t++ :: t >= B -> break od
  }
}
