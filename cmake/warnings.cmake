# The warnings that every target of the linter is built with.
add_library(lk_warnings INTERFACE)
target_compile_options(lk_warnings INTERFACE -Wall -Wextra -Wpedantic)
target_compile_definitions(lk_warnings INTERFACE $<$<COMPILE_LANGUAGE:C>:_GNU_SOURCE>)
if(LOCKLINT_WERROR)
  target_compile_options(lk_warnings INTERFACE -Werror)
endif()
