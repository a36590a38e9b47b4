import { type Api, PASSWORD } from '../processes/api.js';
import { must } from './accounts.js';

/** Milliseconds: far below the five minutes for which a session stays fresh. */
const PROOF_AFTER_MS = 60_000;

/** When each session was last proved; for a new one, when it was first seen here. */
const provedAt = new WeakMap<Api, number>();

/** Keeps a session fresh that a suite uses from its begin to its end, which may take minutes on a busy machine. */
export async function stayFresh(api: Api): Promise<void> {
  const now = performance.now();
  const last = provedAt.get(api) ?? now;
  if (now - last > PROOF_AFTER_MS) must(await api.post('/auth/reauthenticate', { password: PASSWORD }));
  provedAt.set(api, now - last > PROOF_AFTER_MS ? now : last);
}
