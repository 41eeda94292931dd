# One stub that users load, and beside it one part for each host (clang-tidy, clang) of each LLVM major.
if(LOCKLINT_PLUGINS STREQUAL "OFF")
  return()
endif()

add_library(lk_stub MODULE plugin/tidy/load.c)
set_target_properties(lk_stub PROPERTIES OUTPUT_NAME locklint)
target_link_libraries(lk_stub PRIVATE lk_warnings ${CMAKE_DL_LIBS})
install(TARGETS lk_stub LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})

function(lk_plugin_part host major root source)
  set(target lk_${host}_${major})
  add_library(${target} MODULE plugin/ast/tree_clang.cpp plugin/tidy/host.c ${source} plugin/driver/path.c
                           plugin/driver/store.c plugin/driver/summaries.c)
  set_target_properties(${target} PROPERTIES OUTPUT_NAME locklint-${host}-${major})
  target_include_directories(${target} SYSTEM PRIVATE ${root}/include)
  target_compile_options(${target} PRIVATE $<$<COMPILE_LANGUAGE:CXX>:-fno-rtti;-fno-exceptions;-fvisibility-inlines-hidden>)
  # gcc 12 warns of what it inlines from clang's headers, although they are system headers.
  target_compile_options(${target} PRIVATE $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-Wno-nonnull>)
  target_compile_definitions(${target} PRIVATE _GNU_SOURCE __STDC_CONSTANT_MACROS __STDC_FORMAT_MACROS
                                               __STDC_LIMIT_MACROS)
  target_link_libraries(${target} PRIVATE lk_core)
  target_link_options(${target} PRIVATE -Wl,--exclude-libs,ALL)
  install(TARGETS ${target} LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
  add_dependencies(lk_stub ${target})
endfunction()

foreach(major IN LISTS LOCKLINT_PLUGIN_MAJORS)
  set(LOCKLINT_LLVM_${major}_ROOT /usr/lib/llvm-${major} CACHE PATH "where LLVM ${major} is")
  set(root ${LOCKLINT_LLVM_${major}_ROOT})
  if(EXISTS ${root}/include/clang/AST/ASTContext.h AND EXISTS ${root}/include/clang-tidy/ClangTidyModule.h
     AND EXISTS ${root}/include/llvm/Config/llvm-config.h)
    lk_plugin_part(tidy ${major} ${root} plugin/tidy/module.cpp)
    lk_plugin_part(clang ${major} ${root} plugin/tidy/frontend.cpp)
  elseif(LOCKLINT_PLUGINS STREQUAL "REQUIRE")
    message(FATAL_ERROR "no clang headers of LLVM ${major} in ${root}: apt-get install libclang-${major}-dev llvm-${major}-dev")
  else()
    message(STATUS "no plugin for LLVM ${major}: its headers are not in ${root} (libclang-${major}-dev, llvm-${major}-dev)")
  endif()
endforeach()
