/* contract.c -- locks that a function's declaration requires its callers to hold. */
#include "flow/simulator.h"

static void assert_all(lk_simulator *self, lk_state *state, const lk_op *call, const lk_model *contract) {
    lk_call_site site = {.op = call,
                         .model = contract,
                         .is_certain = true,
                         .result = lk_value_at(self->values, LK_VALUE_RESULT, call->id, self->block, 0)};
    for (uint32_t c = 0; contract && c < contract->case_count; c++)
        for (uint32_t i = 0; i < contract->cases[c].effect_count; i++)
            if (contract->cases[c].effects[i].kind == LK_EFFECT_ASSERT_HELD)
                lk_effect_apply(self, state, &site, &contract->cases[c].effects[i]);
}

void lk_contract_assert(lk_simulator *self, lk_state *state, const lk_op *call, const lk_decl *callee) {
    assert_all(self, state, call, lk_knowledge_contract(self->knowledge, callee));
}

/* The function is followed as if its first step were a call that asserts, with its own parameters for arguments. */
void lk_contract_enter(lk_simulator *self, lk_state *state) {
    lk_decl *function = self->ir->function;
    const lk_model *contract = lk_knowledge_contract(self->knowledge, function);
    if (!contract)
        return;
    uint32_t count = function->param_count;
    const lk_value **values = LK_NEW_ARRAY(self->arena, const lk_value *, count), **before = self->temps;
    lk_argument *arguments = LK_NEW_ARRAY(self->arena, lk_argument, count);
    for (uint32_t i = 0; i < count; i++) {
        const lk_decl *param = function->params[i];
        values[i] = lk_memory_load(self, state, lk_value_variable(self->values, param), param->type);
        arguments[i] = (lk_argument){.value = {.kind = LK_OPERAND_TEMP, .temp = i},
                                     .span = param->span,
                                     .name = param->name,
                                     .type = param->type};
    }
    lk_op call = {.kind = LK_IR_CALL,
                  .result = LK_NO_TEMP,
                  .callee = function,
                  .arguments = arguments,
                  .argument_count = count,
                  .span = function->span};
    self->temps = values;
    assert_all(self, state, &call, contract);
    self->temps = before;
}
