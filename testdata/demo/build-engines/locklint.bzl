"""locklint.bzl -- locklint for Bazel, on paper: nobody has run this yet.

An aspect makes a unit file of each C source of a target and of all that it depends on, with the flags that the source is
compiled with; a rule links them and writes the findings.

    load("//tools:locklint.bzl", "locklint_findings")

    locklint_findings(
        name = "findings",
        deps = [":server"],   # a cc_binary
    )
"""

load("@rules_cc//cc:action_names.bzl", "C_COMPILE_ACTION_NAME")
load("@rules_cc//cc:find_cc_toolchain.bzl", "find_cc_toolchain", "use_cc_toolchain")
load("@rules_cc//cc/common:cc_common.bzl", "cc_common")
load("@rules_cc//cc/common:cc_info.bzl", "CcInfo")

UnitsInfo = provider(
    doc = "What linking needs.",
    fields = {
        "units": "depset of unit files",
        "sources": "depset of the sources and headers that they were made of: their lines are shown",
    },
)

def _flags(ctx, toolchain, compilation):
    """What the toolchain would give to the compiler."""
    features = cc_common.configure_features(
        ctx = ctx,
        cc_toolchain = toolchain,
        requested_features = ctx.features,
        unsupported_features = ctx.disabled_features,
    )
    cpp = ctx.fragments.cpp
    own = [ctx.expand_make_variables("copts", flag, {}) for flag in getattr(ctx.rule.attr, "copts", [])]
    variables = cc_common.create_compile_variables(
        feature_configuration = features,
        cc_toolchain = toolchain,
        user_compile_flags = cpp.copts + cpp.conlyopts + own,
        include_directories = compilation.includes,
        quote_include_directories = compilation.quote_includes,
        system_include_directories = compilation.system_includes,
        preprocessor_defines = depset(transitive = [compilation.defines, compilation.local_defines]),
    )
    return cc_common.get_memory_inefficient_command_line(
        feature_configuration = features,
        action_name = C_COMPILE_ACTION_NAME,
        variables = variables,
    )

def _emit(ctx, source, flags, inputs):
    """One action for one source. Paths start at Bazel's execution root, and so do the names in unit files."""
    unit = ctx.actions.declare_file("%s.locklint/%s.unit" % (ctx.label.name, source.short_path))
    words = ctx.actions.args()
    words.add(unit, format = "--emit-unit=%s")
    words.add(source)
    words.add("--")
    words.add_all(flags)
    ctx.actions.run(
        executable = ctx.executable._locklint,
        arguments = [words],
        inputs = depset([source], transitive = [inputs]),
        outputs = [unit],
        mnemonic = "LocklintUnit",
        progress_message = "Reading %{input}",
    )
    return unit

def _aspect(target, ctx):
    below = [dep[UnitsInfo] for dep in getattr(ctx.rule.attr, "deps", []) if UnitsInfo in dep]
    units, read = [], []
    if CcInfo in target:
        toolchain = find_cc_toolchain(ctx)
        compilation = target[CcInfo].compilation_context
        flags = _flags(ctx, toolchain, compilation)
        inputs = depset(transitive = [compilation.headers, toolchain.all_files])
        sources = [file for src in getattr(ctx.rule.attr, "srcs", []) for file in src.files.to_list()]
        units = [_emit(ctx, file, flags, inputs) for file in sources if file.extension == "c"]
        read = [depset(sources), compilation.headers]
    return [UnitsInfo(
        units = depset(units, transitive = [info.units for info in below]),
        sources = depset(transitive = read + [info.sources for info in below]),
    )]

locklint_aspect = aspect(
    implementation = _aspect,
    attr_aspects = ["deps"],
    attrs = {"_locklint": attr.label(default = "//tools:locklint", executable = True, cfg = "exec")},
    fragments = ["cpp"],
    toolchains = use_cc_toolchain(),
)

def _findings(ctx):
    units = depset(transitive = [dep[UnitsInfo].units for dep in ctx.attr.deps])
    sources = depset(transitive = [dep[UnitsInfo].sources for dep in ctx.attr.deps])
    findings = ctx.actions.declare_file(ctx.label.name + ".txt")
    words = ctx.actions.args()
    words.add("--link")
    words.add(findings, format = "--output=%s")
    files = ctx.actions.args()
    files.add_all(units)
    files.set_param_file_format("shell")
    files.use_param_file("@%s", use_always = True)
    ctx.actions.run(
        executable = ctx.executable._locklint,
        arguments = [words, files],
        inputs = depset(transitive = [units, sources]),
        outputs = [findings],
        mnemonic = "LocklintLink",
        progress_message = "Judging %{label}",
    )
    return [DefaultInfo(files = depset([findings]))]

locklint_findings = rule(
    implementation = _findings,
    attrs = {
        "deps": attr.label_list(aspects = [locklint_aspect], providers = [CcInfo]),
        "_locklint": attr.label(default = "//tools:locklint", executable = True, cfg = "exec"),
    },
)
