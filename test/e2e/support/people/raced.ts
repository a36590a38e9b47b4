import { Trail } from '../../../faults/support/trail.js';
import type { Answer, Api } from '../processes/api.js';
import { requestIdOf } from '../processes/coffer.js';
import { isUnsure } from '../processes/patience.js';

/**
 * Which of these changes were made. A starved engine leaves the outcome of some open (503 `outcome_unknown` and
 * `outcome_unrecorded`): then this waits until the audit has it. After that, none of the changes can be made any more.
 */
export async function madeOf(auditor: Api, answers: readonly Answer[]): Promise<readonly boolean[]> {
  const isSettled = !answers.some(isUnsure);
  const { entries } = isSettled ? { entries: [] } : await Trail.settled(auditor);
  const succeeded = new Set(entries.filter(({ outcome }) => outcome === 'succeeded').map((entry) => entry.request_id));
  return answers.map((answer) => answer.status < 300 || (isUnsure(answer) && succeeded.has(requestIdOf(answer))));
}

/**
 * The refusals of a race, such as `409 path_taken`, each once. Without 503: every change may get it from a starved engine,
 * and {@link madeOf} tells what became of it.
 */
export function refusalsIn(answers: readonly Answer[]): string[] {
  const refused = answers.filter(({ status }) => status >= 300 && status !== 503);
  return [...new Set(refused.map(({ status, body }) => `${status} ${body.code}`))].sort();
}
