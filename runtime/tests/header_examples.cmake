# The examples in the headers' comments: each is a program, which runs, also in checked mode, and which locklint reads.

add_executable(header_examples tests/header_examples.c)
target_compile_options(header_examples PRIVATE ${ARCMUTEX_WARNINGS})

set(headers ${ARCMUTEX_PUBLIC_HEADERS})
list(TRANSFORM headers PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/include/arcmutex/)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${headers})
set(folder ${CMAKE_CURRENT_BINARY_DIR}/header_examples)
file(MAKE_DIRECTORY ${folder})

set(ARCMUTEX_HEADER_EXAMPLES)
foreach(header ${headers})
  get_filename_component(name ${header} NAME_WE)
  file(STRINGS ${header} examples REGEX "^ \\* Example:$")
  set(number 0)
  foreach(example IN LISTS examples)
    math(EXPR number "${number} + 1")
    list(APPEND ARCMUTEX_HEADER_EXAMPLES ${name}_${number})
  endforeach()
endforeach()

set(sources ${ARCMUTEX_HEADER_EXAMPLES})
list(TRANSFORM sources REPLACE "(.+)" "${folder}/\\1.c")
add_custom_command(OUTPUT ${sources} COMMAND header_examples ${folder} ${headers} DEPENDS header_examples ${headers})
# What writes all of them runs once, before the first is compiled.
add_custom_target(write_header_examples DEPENDS ${sources})

foreach(example IN LISTS ARCMUTEX_HEADER_EXAMPLES)
  add_executable(header_example_${example} ${folder}/${example}.c)
  add_dependencies(header_example_${example} write_header_examples)
  target_compile_options(header_example_${example} PRIVATE ${ARCMUTEX_WARNINGS})
  target_link_libraries(header_example_${example} PRIVATE arcmutex)
  set_target_properties(header_example_${example} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${folder} OUTPUT_NAME ${example})
  add_test(NAME runtime_header_${example} COMMAND header_example_${example})
  add_test(NAME runtime_checked_header_${example}
    COMMAND ${CMAKE_COMMAND} -E env AM_CHECKED=1 $<TARGET_FILE:header_example_${example}>)
endforeach()

add_test(NAME runtime_header_names COMMAND header_examples --names ${headers})
if(NOT PROJECT_IS_TOP_LEVEL)
  add_test(NAME lint_header_examples COMMAND locklint --warnings-as-errors=* ${sources} -- -I${CMAKE_CURRENT_SOURCE_DIR}/include)
endif()
