# Checks that each exported function is declared right behind one AM_EFFECT, and that nothing else has one.

execute_process(COMMAND ${NM} --dynamic --defined-only --format=posix ${LIBRARY}
                OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL "(^|\n)am_[a-z_]+ T" exported "${symbols}")
list(TRANSFORM exported REPLACE "[\n]|( T$)" "")
list(SORT exported)

file(GLOB headers ${INCLUDE}/*.h)
set(annotated)
foreach(header ${headers})
  file(READ ${header} text)
  # A semicolon splits CMake's lists; a declaration then ends with '@'.
  string(REPLACE ";" "@" text "${text}")
  string(REGEX MATCHALL "\nAM_EFFECT\\(\"[^\"]+\"\\)\nAM_API [^@]+@" declarations "${text}")
  foreach(declaration ${declarations})
    string(REGEX REPLACE "^\nAM_EFFECT[^\n]*\n" "" declaration "${declaration}")
    string(REGEX MATCH "(am_[a-z_]+)\\(" unused "${declaration}")
    list(APPEND annotated ${CMAKE_MATCH_1})
  endforeach()
endforeach()
list(SORT annotated)

list(LENGTH exported count)
if(count EQUAL 0 OR NOT exported STREQUAL annotated)
  message(FATAL_ERROR "exported:  ${exported}\nannotated: ${annotated}")
endif()
message(STATUS "${count} functions, each with its effect")
