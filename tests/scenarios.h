/* scenarios.h -- scripts that run the real programs: every NAME.sh of a folder, run in a folder of its own, says what
   NAME.txt beside it holds. */
#ifndef LK_TESTS_SCENARIOS_H
#define LK_TESTS_SCENARIOS_H

/* Runs all scripts of `directory` (a folder of tests/) as one suite; gives what main returns. The scripts find in
   $LOCKLINT the command line, in $PLUGIN what clang loads, in $BUILD the build, in $HEADERS the stand-in headers. In
   what they say, their own folder stands as /FOLDER. */
int scenarios_run(const char *directory);

#endif
