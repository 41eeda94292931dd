# Runs PROGRAM in checked mode: it must end by abort, and say what EXPECTED holds, with the places' folders left out.

set(ENV{AM_CHECKED} 1)
execute_process(COMMAND ${PROGRAM} RESULT_VARIABLE end OUTPUT_VARIABLE said ERROR_VARIABLE said)
string(REGEX REPLACE "[^ \n]*/([a-z_]+\\.c:)" "\\1" said "${said}")
file(READ ${EXPECTED} expected)
if(NOT said STREQUAL expected OR NOT end STREQUAL "Subprocess aborted")
  message(FATAL_ERROR "expected:\n${expected}\nsaid (${end}):\n${said}")
endif()
