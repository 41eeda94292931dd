# What is generated at build time: the rules' table out of rules/*.md, the models' texts out of rules/models/*.yaml.
add_executable(registry_gen plugin/generate/main.c plugin/generate/document.c plugin/generate/page.c plugin/generate/write.c
               plugin/base/arena.c)
target_include_directories(registry_gen PRIVATE plugin)
target_link_libraries(registry_gen PRIVATE lk_warnings PkgConfig::yaml)

file(GLOB LK_RULE_SOURCES CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/rules/*.c)
file(GLOB LK_RULE_PAGES CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/rules/*.md)
file(GLOB LK_MODELS CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/rules/models/*.yaml)
list(FILTER LK_RULE_PAGES EXCLUDE REGEX "/README\\.md$")

set(LK_GENERATED ${PROJECT_BINARY_DIR}/generated)
file(MAKE_DIRECTORY ${LK_GENERATED})
add_custom_command(
  OUTPUT ${LK_GENERATED}/registry.c
  COMMAND registry_gen rules ${LK_GENERATED}/registry.c ${LK_RULE_SOURCES} ${LK_RULE_PAGES}
  DEPENDS registry_gen ${LK_RULE_SOURCES} ${LK_RULE_PAGES}
  WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
  COMMENT "generating the table of rules"
  VERBATIM)
file(MAKE_DIRECTORY ${LK_GENERATED}/rules)
add_custom_command(
  OUTPUT ${LK_GENERATED}/rules/README.md
  COMMAND registry_gen pages ${LK_GENERATED}/rules ${LK_RULE_PAGES}
  DEPENDS registry_gen ${LK_RULE_PAGES}
  WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
  COMMENT "generating the pages of the rules"
  VERBATIM)
add_custom_target(rule_pages ALL DEPENDS ${LK_GENERATED}/rules/README.md)
add_custom_command(
  OUTPUT ${LK_GENERATED}/shipped_models.c
  COMMAND registry_gen models ${LK_GENERATED}/shipped_models.c ${PROJECT_SOURCE_DIR} ${LK_MODELS}
  DEPENDS registry_gen ${LK_MODELS}
  WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
  COMMENT "generating the table of models"
  VERBATIM)
# Whole pages and models are longer than the 4095 bytes that C promises for a string.
set_source_files_properties(${LK_GENERATED}/registry.c ${LK_GENERATED}/shipped_models.c PROPERTIES COMPILE_OPTIONS
                            -Wno-overlength-strings)
