import { fromNetwork } from '../races/stage.js';
import type { Kind } from './stopwatch.js';

/** MAX_FAILED_LOGINS. */
export const PER_NETWORK = 5;
export const WRONG = 'Copper-Lantern-77-Meadow';

/** Failed logins with `names` names of each kind in turn. Each network tries a name at most as often as its limit allows. */
export function failedLogins(names: number) {
  const nameOf = (kind: string, turn: number) => `${kind}_${turn % names}`;
  const kind = (name: string, username: string, given: object, fields: Partial<Kind> = {}): Kind => ({
    ...{ name, path: '/auth/login', answer: '401 invalid_credentials' },
    bodyOf: (turn) => ({ username: nameOf(username, turn), ...given }),
    headersOf: (turn) => fromNetwork(Math.floor(turn / names / PER_NETWORK)),
    ...fields,
  });
  return { nameOf, kind };
}
