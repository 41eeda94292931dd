/* summary_dump.c -- a summary as text: one line for each thing that happens, and for each way in which the call ends.
 */
#include "flow/summary.h"

enum { DEEPEST = 12 };

static void write_value(FILE *out, const lk_value *term, int depth);

static const char *operator_text(const lk_value *term) {
    return lk_operator_name((lk_operator)term->op);
}

/* The object at an address. */
static void write_object(FILE *out, const lk_value *address, int depth) {
    if (depth > DEEPEST) {
        fputs("...", out);
    } else if (address->kind == LK_VALUE_VARIABLE) {
        fputs(address->decl->name, out);
    } else if (address->kind == LK_VALUE_NAMED) {
        fputs(address->a ? "value(" : "none(", out);
        if (address->a)
            write_value(out, address->a, depth + 1);
        else
            fputs(address->name, out);
        fputs(")", out);
    } else if (address->kind == LK_VALUE_FIELD && lk_value_is_address(address->a)) {
        write_object(out, address->a, depth + 1);
        fprintf(out, ".%s", address->decl->name);
    } else if (address->kind == LK_VALUE_FIELD) {
        write_value(out, address->a, depth + 1);
        fprintf(out, "->%s", address->decl->name);
    } else if (address->kind == LK_VALUE_INDEX) {
        if (lk_value_is_address(address->a))
            write_object(out, address->a, depth + 1);
        else
            write_value(out, address->a, depth + 1);
        fputs("[", out);
        write_value(out, address->b, depth + 1);
        fputs("]", out);
    } else {
        fputs("*", out);
        write_value(out, address, depth + 1);
    }
}

static void write_value(FILE *out, const lk_value *term, int depth) {
    switch (term->kind) {
    case LK_VALUE_CONSTANT:
        fprintf(out, "%lld", (long long)term->constant);
        return;
    case LK_VALUE_STRING:
        fputs("\"...\"", out);
        return;
    case LK_VALUE_UNKNOWN:
        fputs("some", out);
        return;
    case LK_VALUE_RESULT:
        fputs("return", out);
        return;
    case LK_VALUE_LOAD:
        write_object(out, term->a, depth + 1);
        fputs(term->b ? "'" : "", out); /* as it is afterwards */
        return;
    case LK_VALUE_CLONE:
        fputs("clone of ", out);
        write_value(out, term->a, depth + 1);
        return;
    case LK_VALUE_COMPUTE:
        fprintf(out, "%s(", operator_text(term));
        write_value(out, term->a, depth + 1);
        if (term->b) {
            fputs(", ", out);
            write_value(out, term->b, depth + 1);
        }
        fputs(")", out);
        return;
    default:
        if (term->kind == LK_VALUE_VARIABLE && term->decl->kind == LK_DECL_FUNCTION) {
            fputs(term->decl->name, out);
            return;
        }
        fputs("&", out);
        write_object(out, term, depth + 1);
    }
}

static void write_fact(FILE *out, const lk_fact *fact) {
    if (fact->low == fact->high) {
        write_value(out, fact->value, 0);
        fprintf(out, " == %lld", (long long)fact->low);
        return;
    }
    const char *between = "";
    if (fact->low != INT64_MIN) {
        write_value(out, fact->value, 0);
        fprintf(out, " >= %lld", (long long)fact->low);
        between = " and ";
    }
    if (fact->high != INT64_MAX) {
        fputs(between, out);
        write_value(out, fact->value, 0);
        fprintf(out, " <= %lld", (long long)fact->high);
        between = " and ";
    }
    for (uint32_t i = 0; i < fact->excluded_count; i++) {
        fputs(between, out);
        write_value(out, fact->value, 0);
        fprintf(out, " != %lld", (long long)fact->excluded[i]);
        between = " and ";
    }
}

static void write_facts(FILE *out, const char *word, const lk_fact *facts, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        fputs(i ? " and " : word, out);
        write_fact(out, &facts[i]);
    }
}

/* ---- what happens ---- */

static void write_call(FILE *out, const lk_happening *happening) {
    fputs("call ", out);
    write_value(out, happening->event.object, 0);
    fputs("(", out);
    for (uint32_t i = 0; i < happening->argument_count; i++) {
        fputs(i ? ", " : "", out);
        if (happening->arguments[i])
            write_value(out, happening->arguments[i], 0);
        else
            fputs("?", out);
    }
    fputs(")", out);
}

static void write_held(FILE *out, const lk_happening *happening) {
    for (uint32_t i = 0; i < happening->held_count; i++) {
        fputs(i ? ", " : ", holding ", out);
        write_object(out, happening->held[i].lock, 0);
    }
}

static void write_happening(FILE *out, lk_unit *unit, const lk_happening *happening) {
    const lk_event *event = &happening->event;
    fputs("  happens: ", out);
    if (happening->is_call) {
        write_call(out, happening);
    } else if (event->kind == LK_EVENT_BLOCK) {
        fprintf(out, "block %s", lk_block_kind_name((lk_block_kind)event->block));
    } else if (event->kind == LK_EVENT_YIELD) {
        fprintf(out, "yield %s", lk_yield_kind_name((lk_yield_kind)event->yield));
    } else {
        const char *order = event->kind == LK_EVENT_ORDER ? "order " : "acquire ";
        fputs(event->kind == LK_EVENT_WAIT ? "wait " : order, out);
        write_object(out, event->object, 0);
        if (event->kind != LK_EVENT_WAIT)
            fprintf(out, " %s", lk_mode_name((lk_mode)event->mode));
    }
    write_held(out, happening);
    for (uint32_t i = 0; i < happening->released_count; i++) {
        fputs(i ? ", " : ", after release of ", out);
        write_object(out, happening->released[i], 0);
    }
    write_facts(out, ", if ", happening->conditions, happening->condition_count);
    if (event->is_dispatched)
        fputs(", in one case of many", out);
    if (event->is_dispatched && event->chooser) {
        fputs(" of ", out);
        write_value(out, event->chooser, 0);
    }
    fprintf(out, " (line %u", lk_unit_position(unit, event->span.begin).line);
    for (const lk_via *via = event->via; via; via = via->next)
        fprintf(out, ", in %s", via->callee->name);
    fputs(")\n", out);
}

/* ---- how it ends ---- */

static void write_change(FILE *out, const lk_lock_change *change) {
    static const char *const words[] = {"acquire", "release", "perhaps changes"};
    fprintf(out, "; %s ", words[change->change]);
    write_object(out, change->entry.lock, 0);
    if (change->change == LK_CHANGE_TAKEN)
        fprintf(out, " %s", lk_mode_name((lk_mode)change->entry.mode));
    if (change->entry.guard) {
        fputs(", owned by ", out);
        write_value(out, change->entry.guard, 0);
    }
}

static void write_exit(FILE *out, const lk_exit *one) {
    fputs("  ends", out);
    write_facts(out, " with ", one->facts, one->fact_count);
    for (uint32_t i = 0; i < one->change_count; i++)
        write_change(out, &one->changes[i]);
    for (uint32_t i = 0; i < one->moved_count; i++) {
        fputs("; move ", out);
        write_value(out, one->moved[i].handle, 0);
    }
    for (uint32_t i = 0; i < one->store_count; i++) {
        fputs("; ", out);
        write_object(out, one->stores[i].address, 0);
        fputs(" = ", out);
        write_value(out, one->stores[i].value, 0);
    }
    if (one->result && one->result->kind != LK_VALUE_RESULT && one->result->kind != LK_VALUE_CONSTANT) {
        fputs("; returns ", out);
        write_value(out, one->result, 0);
    }
    if (one->gives)
        fputs("; the caller owns the result", out);
    fputs("\n", out);
}

static void write_writes(FILE *out, const lk_writes *writes) {
    if (writes->pointers || writes->scalars) {
        fputs("  writes: anything\n", out);
        return;
    }
    const char *word = "  writes: ";
    for (uint32_t i = 0; i < writes->variables.count; i++, word = ", ")
        fprintf(out, "%s%s", word, writes->variables.items[i]->name);
    for (uint32_t i = 0; i < writes->fields.count; i++, word = ", ")
        fprintf(out, "%s.%s", word, writes->fields.items[i]->name);
    if (writes->bare.count > 0)
        fprintf(out, "%swhat pointers point to", word);
    fputs(writes->variables.count + writes->fields.count + writes->bare.count ? "\n" : "", out);
}

void lk_summary_dump(FILE *out, lk_unit *unit, const lk_summary *self) {
    fprintf(out, "%s(", self->function->name);
    for (uint32_t i = 0; i < self->function->param_count; i++)
        fprintf(out, "%s%s", i ? ", " : "", self->function->params[i]->name);
    fputs("):\n", out);
    for (uint32_t i = 0; i < self->happening_count; i++)
        write_happening(out, unit, &self->happenings[i]);
    for (uint32_t i = 0; i < self->given_count; i++) {
        fputs(i ? ", " : "  hands on: ", out);
        write_value(out, self->given[i], 0);
    }
    fputs(self->given_count ? "\n" : "", out);
    write_writes(out, &self->writes);
    if (self->releases_unknown)
        fputs("  releases a lock that can't be named here\n", out);
    if (self->is_unknown)
        fputs("  not followed in full: calls count as those of an unknown function\n", out);
    for (uint32_t i = 0; !self->is_unknown && i < self->exit_count; i++)
        write_exit(out, &self->exits[i]);
    if (!self->is_unknown && self->exit_count == 0)
        fputs("  does not return\n", out);
}
