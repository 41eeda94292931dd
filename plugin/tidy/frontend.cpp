/* frontend.cpp -- the plugin "locklint" of clang: the rules run after the compiler's own work on each unit. */
#include "tidy/host.h"

#include "ast/tree_clang.h"

#include <clang/AST/ASTConsumer.h>
#include <clang/AST/ASTContext.h>
#include <clang/Frontend/CompilerInstance.h>
#include <clang/Frontend/FrontendPluginRegistry.h>
#include <clang/Lex/LexDiagnostic.h>
#include <clang/Lex/Preprocessor.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

using namespace clang;

namespace {

/* The plugin's arguments. */
struct settings {
    std::string checks, models, blocking, summaries, tree_file, ir_file;
};

class consumer : public ASTConsumer {
  public:
    consumer(DiagnosticsEngine &engine, const settings &given) : m_engine(engine), m_settings(given) {
    }

    void HandleTranslationUnit(ASTContext &context) override {
        if (context.getLangOpts().CPlusPlus || context.getLangOpts().ObjC)
            return;
        std::unique_ptr<bool[]> enabled(new bool[lk_rule_count() + 1]);
        lk_host_choose(m_settings.checks.c_str(), enabled.get());
        lk_host_job job = {};
        job.ast_context = &context;
        job.model_files = m_settings.models.c_str();
        job.rule_enabled = enabled.get();
        job.blocking = m_settings.blocking.c_str();
        job.summaries = m_settings.summaries.c_str();
        job.tree_file = m_settings.tree_file.empty() ? nullptr : m_settings.tree_file.c_str();
        job.ir_file = m_settings.ir_file.empty() ? nullptr : m_settings.ir_file.c_str();
        lk_host_run *run = lk_host_start(&job);
        report_errors(run);
        for (uint32_t i = 0; run->lint != nullptr && i < lk_lint_diagnostic_count(run->lint); i++) {
            const lk_diagnostic *diagnostic = lk_lint_diagnostic(run->lint, i);
            if (!diagnostic->suppressed && !m_engine.getIgnoreAllWarnings())
                report(context, run->unit, *diagnostic);
        }
        lk_host_free(run);
    }

  private:
    /* clang gives a plugin's own warnings neither -Werror nor pragmas: that is done here. They belong to no group, so
       `#pragma clang diagnostic ... "-Weverything"` alone speaks of them: what it does to a warning of clang's that is
       in no group either is done to them. */
    DiagnosticsEngine::Level warning_level(SourceLocation place) const {
        DiagnosticsEngine::Level here = m_engine.getDiagnosticLevel(diag::warn_char_constant_too_large, place);
        if (here != m_engine.getDiagnosticLevel(diag::warn_char_constant_too_large, SourceLocation()))
            return here;
        return m_engine.getWarningsAsErrors() ? DiagnosticsEngine::Error : DiagnosticsEngine::Warning;
    }

    void report_errors(const lk_host_run *run) {
        if (run->error != nullptr)
            m_engine.Report(m_engine.getCustomDiagID(DiagnosticsEngine::Error, "locklint: %0"))
                << StringRef(run->error);
        if (run->warning != nullptr)
            m_engine.Report(m_engine.getCustomDiagID(DiagnosticsEngine::Warning, "locklint: %0"))
                << StringRef(run->warning);
        if (run->lint == nullptr)
            return;
        const lk_lint_statistics *statistics = lk_lint_get_statistics(run->lint);
        for (uint32_t i = 0; i < statistics->annotation_errors.count; i++) {
            const lk_model_error &error = statistics->annotation_errors.items[i];
            m_engine.Report(m_engine.getCustomDiagID(DiagnosticsEngine::Warning, "locklint: %0:%1: %2"))
                << StringRef(error.path) << error.line << StringRef(error.message);
        }
    }

    /* One message; what comes from the source is an argument, never the format. */
    void say(ASTContext &context, lk_unit *unit, const lk_span &span, const char *message, unsigned id,
             const lk_fix *fixes, uint32_t fix_count) {
        SourceLocation begin = lk_clang_location(&context, unit, span.begin);
        SourceLocation end = lk_clang_location(&context, unit, lk_loc{span.begin.file, span.end});
        DiagnosticBuilder builder = m_engine.Report(begin, id);
        builder << StringRef(message);
        if (span.end > span.begin.offset)
            builder << CharSourceRange::getCharRange(begin, end);
        for (uint32_t i = 0; i < fix_count; i++) {
            SourceLocation from = lk_clang_location(&context, unit, fixes[i].at);
            lk_loc past = {fixes[i].at.file, fixes[i].at.offset + fixes[i].length};
            builder << FixItHint::CreateReplacement(
                CharSourceRange::getCharRange(from, lk_clang_location(&context, unit, past)), fixes[i].text);
        }
    }

    void report(ASTContext &context, lk_unit *unit, const lk_diagnostic &diagnostic) {
        DiagnosticsEngine::Level level = warning_level(lk_clang_location(&context, unit, diagnostic.span.begin));
        if (level == DiagnosticsEngine::Ignored)
            return;
        unsigned id = m_engine.getDiagnosticIDs()->getCustomDiagID(
            static_cast<DiagnosticIDs::Level>(level), std::string("%0 [locklint-") + diagnostic.rule + "]");
        say(context, unit, diagnostic.span, diagnostic.message, id, nullptr, 0);
        unsigned note_id = m_engine.getCustomDiagID(DiagnosticsEngine::Note, "%0");
        for (uint32_t i = 0; i < diagnostic.notes.count; i++) {
            const lk_note &note = diagnostic.notes.items[i];
            say(context, unit, note.span, note.message, note_id, note.fixes, note.fix_count);
        }
    }

    DiagnosticsEngine &m_engine;
    const settings m_settings;
};

class action : public PluginASTAction {
  protected:
    std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &instance, StringRef) override {
        /* The macro by which sources know the checker; the predefined ones have not been read yet. */
        Preprocessor &preprocessor = instance.getPreprocessor();
        preprocessor.setPredefines(preprocessor.getPredefines() + "#define __locklint__ 1\n");
        return std::make_unique<consumer>(instance.getDiagnostics(), m_settings);
    }

    bool ParseArgs(const CompilerInstance &instance, const std::vector<std::string> &arguments) override {
        for (const std::string &argument : arguments) {
            if (!take(argument)) {
                DiagnosticsEngine &engine = instance.getDiagnostics();
                engine.Report(engine.getCustomDiagID(
                    DiagnosticsEngine::Error,
                    "locklint: unknown plugin argument '%0'; known are checks=GLOBS, model=FILE, dump-tree=FILE, "
                    "blocking=KINDS, summaries=FILE, dump-ir=FILE"))
                    << argument;
                return false;
            }
        }
        if (has_rules())
            return true;
        DiagnosticsEngine &engine = instance.getDiagnostics();
        engine.Report(engine.getCustomDiagID(DiagnosticsEngine::Error, "locklint: checks='%0' leaves no rule"))
            << m_settings.checks;
        return false;
    }

    ActionType getActionType() override {
        return AddAfterMainAction;
    }

  private:
    bool has_rules() const {
        std::unique_ptr<bool[]> enabled(new bool[lk_rule_count() + 1]);
        lk_host_choose(m_settings.checks.c_str(), enabled.get());
        return std::find(enabled.get(), enabled.get() + lk_rule_count(), true) != enabled.get() + lk_rule_count();
    }

    /* Takes one `key=value`; false when the key is not known. */
    bool take(const std::string &argument) {
        size_t equals = argument.find('=');
        std::string key = argument.substr(0, equals);
        std::string value = equals == std::string::npos ? "" : argument.substr(equals + 1);
        if (key == "model") {
            m_settings.models += m_settings.models.empty() ? value : ";" + value;
            return true;
        }
        std::string *target = key == "checks"      ? &m_settings.checks
                              : key == "blocking"  ? &m_settings.blocking
                              : key == "summaries" ? &m_settings.summaries
                              : key == "dump-tree" ? &m_settings.tree_file
                              : key == "dump-ir"   ? &m_settings.ir_file
                                                   : nullptr;
        if (target != nullptr)
            *target = value;
        return target != nullptr;
    }

    settings m_settings;
};

FrontendPluginRegistry::Add<action> add("locklint", "finds lock misuse in C");

} // namespace
