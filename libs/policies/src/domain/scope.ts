import { CompiledScope } from './decisions/compiled-scope.js';
import type { Statement } from './model.js';
import { validateStatements } from './statements/statement-validation.js';
import { FieldErrors } from './validation/field-errors.js';

/** Bounds of the scope of one credential. A scope is kept in memory for each key in use: 16 KiB and 200 patterns. */
export const SCOPE_STATEMENTS_MAX = 20;
export const SCOPE_PATTERNS_MAX = 200;
export const SCOPE_MAX_BYTES = 16 * 1024;

/**
 * Reads the scope that a client sent, by the rules of a policy's statements. Throws `validation_failed` with all errors,
 * under paths like `scope[0].actions[1]`.
 */
export function validateScope(input: unknown): readonly Statement[] {
  const errors = new FieldErrors();
  const statements = validateStatements(input, errors, { field: 'scope', max: SCOPE_STATEMENTS_MAX });
  errors.check();
  const patterns = statements.reduce((sum, { resources }) => sum + resources.length, 0);
  if (patterns > SCOPE_PATTERNS_MAX || Buffer.byteLength(JSON.stringify(statements)) > SCOPE_MAX_BYTES)
    errors.add('scope', 'size', `must have at most ${SCOPE_PATTERNS_MAX} resources and 16 KiB`);
  errors.check();
  return statements;
}

/** The statements of a stored scope, ready to decide. What cannot be read allows nothing. */
export function compileScope(statements: readonly Statement[]): CompiledScope {
  return new CompiledScope(statements);
}
