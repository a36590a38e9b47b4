import { randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Answer, Api } from '../../e2e/support/processes/api.js';
import type { Stage } from './stage.js';

/** One of many simultaneous requests. */
export interface Shot {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
  /** The caller. */
  readonly api: Api;
}

/** Sends all at once, or within `withinMs`, to each node in turn. Returns the answers in the order of `shots`. */
export function volley(stage: Stage, shots: readonly Shot[], withinMs = 0): Promise<Answer[]> {
  const late = async (shot: Shot, turn: number) => {
    if (withinMs > 0) await pause(randomInt(withinMs));
    return shoot(stage, turn, shot);
  };
  return Promise.all(shots.map(late));
}

/** Uses a light client, so that the servers get most of the processor. */
export async function shoot(stage: Stage, turn: number, { method, path, body, headers, api }: Shot): Promise<Answer> {
  const sent = { authorization: `Bearer ${api.token}`, ...headers };
  return stage.send(turn, method, path, { body, headers: sent });
}
