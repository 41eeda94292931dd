/* module.cpp -- the module "locklint" of clang-tidy: one check per rule, and one run of the engine for all of them. */
#include "tidy/host.h"

#include "ast/tree_clang.h"

#include <clang-tidy/ClangTidyCheck.h>
#include <clang-tidy/ClangTidyModule.h>
#include <clang-tidy/ClangTidyModuleRegistry.h>
#include <clang/ASTMatchers/ASTMatchFinder.h>
#include <clang/Lex/Preprocessor.h>

#include <memory>
#include <string>
#include <vector>

using namespace clang;

namespace {

/* What the checks of one unit share: which of them there are, and the run that the first of them starts. */
struct unit_run {
    std::vector<char> enabled = std::vector<char>(lk_rule_count());
    bool is_defined = false; /* the macro */
    lk_host_run *run = nullptr;

    ~unit_run() {
        lk_host_free(run);
    }
};

class rule_check : public tidy::ClangTidyCheck {
  public:
    rule_check(StringRef name, tidy::ClangTidyContext *context, uint32_t index, std::shared_ptr<unit_run> shared)
        : ClangTidyCheck(name, context), m_index(index), m_shared(std::move(shared)),
          m_models(Options.getLocalOrGlobal("LocklintModels", "")),
          m_blocking(Options.getLocalOrGlobal("LocklintBlocking", "")),
          m_summaries(Options.getLocalOrGlobal("LocklintSummaries", "")),
          m_directory(context->getCurrentBuildDirectory()) {
        m_shared->enabled[index] = 1;
    }

    bool isLanguageVersionSupported(const LangOptions &options) const override {
        return !options.CPlusPlus && !options.ObjC;
    }

    /* A bare key, one for all checks. */
    void storeOptions(tidy::ClangTidyOptions::OptionMap &options) override {
        options["LocklintModels"] = tidy::ClangTidyOptions::ClangTidyValue(m_models);
        options["LocklintBlocking"] = tidy::ClangTidyOptions::ClangTidyValue(m_blocking);
        options["LocklintSummaries"] = tidy::ClangTidyOptions::ClangTidyValue(m_summaries);
    }

    /* The macro by which sources know the checker; the predefined ones have not been read yet. */
    void registerPPCallbacks(const SourceManager &, Preprocessor *preprocessor, Preprocessor *) override {
        if (!m_shared->is_defined)
            preprocessor->setPredefines(preprocessor->getPredefines() + "#define __locklint__ 1\n");
        m_shared->is_defined = true;
    }

    void registerMatchers(ast_matchers::MatchFinder *finder) override {
        finder->addMatcher(ast_matchers::translationUnitDecl(), this);
    }

    /* The unit is the first node of all, and complete. */
    void check(const ast_matchers::MatchFinder::MatchResult &result) override {
        if (m_shared->run == nullptr) {
            start(result.Context);
            report_errors(m_shared->run);
        }
        const lk_host_run *run = m_shared->run;
        const char *rule = lk_rule_at(m_index)->meta->name;
        for (uint32_t i = 0; run->lint != nullptr && i < lk_lint_diagnostic_count(run->lint); i++) {
            const lk_diagnostic *diagnostic = lk_lint_diagnostic(run->lint, i);
            if (!diagnostic->suppressed && StringRef(diagnostic->rule) == rule)
                report(*result.Context, run->unit, *diagnostic);
        }
    }

  private:
    void start(ASTContext *context) {
        std::unique_ptr<bool[]> enabled(new bool[lk_rule_count() + 1]);
        for (uint32_t i = 0; i < lk_rule_count(); i++)
            enabled[i] = m_shared->enabled[i] != 0;
        lk_host_job job = {};
        job.ast_context = context;
        job.model_files = m_models.c_str();
        job.directory = m_directory.empty() ? nullptr : m_directory.c_str();
        job.rule_enabled = enabled.get();
        job.blocking = m_blocking.c_str();
        job.summaries = m_summaries.c_str();
        m_shared->run = lk_host_start(&job);
    }

    /* Model files and annotations that can't be read: said once, by the check that started the run. */
    void report_errors(const lk_host_run *run) {
        if (run->error != nullptr)
            configurationDiag("%0", DiagnosticIDs::Error) << StringRef(run->error);
        if (run->warning != nullptr)
            configurationDiag("%0") << StringRef(run->warning);
        if (run->lint == nullptr)
            return;
        const lk_lint_statistics *statistics = lk_lint_get_statistics(run->lint);
        for (uint32_t i = 0; i < statistics->annotation_errors.count; i++) {
            const lk_model_error &error = statistics->annotation_errors.items[i];
            configurationDiag("%0:%1: %2") << StringRef(error.path) << error.line << StringRef(error.message);
        }
    }

    /* One message; what comes from the source is an argument, never the format. */
    void say(ASTContext &context, lk_unit *unit, const lk_span &span, const char *message, DiagnosticIDs::Level level,
             const lk_fix *fixes, uint32_t fix_count) {
        SourceLocation begin = lk_clang_location(&context, unit, span.begin);
        SourceLocation end = lk_clang_location(&context, unit, lk_loc{span.begin.file, span.end});
        DiagnosticBuilder builder = diag(begin, "%0", level) << StringRef(message);
        if (span.end > span.begin.offset)
            builder << CharSourceRange::getCharRange(begin, end);
        for (uint32_t i = 0; i < fix_count; i++) {
            SourceLocation from = lk_clang_location(&context, unit, fixes[i].at);
            lk_loc past = {fixes[i].at.file, fixes[i].at.offset + fixes[i].length};
            builder << FixItHint::CreateReplacement(
                CharSourceRange::getCharRange(from, lk_clang_location(&context, unit, past)), fixes[i].text);
        }
    }

    /* The one note with a fix; NULL where there is none, or a choice. */
    static const lk_note *fixing(const lk_diagnostic &diagnostic) {
        const lk_note *found = nullptr;
        for (uint32_t i = 0; i < diagnostic.notes.count; i++) {
            if (diagnostic.notes.items[i].fix_count == 0)
                continue;
            if (found != nullptr)
                return nullptr;
            found = &diagnostic.notes.items[i];
        }
        return found;
    }

    /* A fix that is the only one stands on the warning: there `--fix` takes it. */
    void report(ASTContext &context, lk_unit *unit, const lk_diagnostic &diagnostic) {
        const lk_note *only = fixing(diagnostic);
        say(context, unit, diagnostic.span, diagnostic.message, DiagnosticIDs::Warning,
            only != nullptr ? only->fixes : nullptr, only != nullptr ? only->fix_count : 0);
        for (uint32_t i = 0; i < diagnostic.notes.count; i++) {
            const lk_note &note = diagnostic.notes.items[i];
            say(context, unit, note.span, note.message, DiagnosticIDs::Note, note.fixes,
                &note != only ? note.fix_count : 0);
        }
    }

    const uint32_t m_index;
    std::shared_ptr<unit_run> m_shared;
    const std::string m_models, m_blocking, m_summaries, m_directory;
};

class module : public tidy::ClangTidyModule {
  public:
    void addCheckFactories(tidy::ClangTidyCheckFactories &factories) override {
        auto current = std::make_shared<std::weak_ptr<unit_run>>();
        for (uint32_t i = 0; i < lk_rule_count(); i++) {
            factories.registerCheckFactory(std::string("locklint-") + lk_rule_at(i)->meta->name,
                                           [i, current](StringRef name, tidy::ClangTidyContext *context) {
                                               std::shared_ptr<unit_run> shared = current->lock();
                                               if (shared == nullptr)
                                                   *current = shared = std::make_shared<unit_run>();
                                               return std::make_unique<rule_check>(name, context, i, shared);
                                           });
        }
    }
};

tidy::ClangTidyModuleRegistry::Add<module> add("locklint", "Finds lock misuse in C.");

} // namespace
