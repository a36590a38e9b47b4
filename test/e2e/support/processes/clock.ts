import { eventually } from '../../../faults/support/eventually.js';
import type { Server } from './server.js';

/** A main program for servers whose clock a test moves, so that sessions and tokens expire without waiting. */
export const MOVABLE_CLOCK = 'test/e2e/support/processes/clock.program.mjs';

const SIX_MINUTES_MS = 360_000;

const movesOf = ({ output }: Server): number => output().match(/^Six minutes later$/gm)?.length ?? 0;

/** Moves the clock past the 5 minutes of a fresh session, within the life of an access token. */
export async function sixMinutesLater(server: Server): Promise<void> {
  const before = movesOf(server);
  server.process.kill('SIGUSR2');
  await eventually(() => expect(movesOf(server)).toBe(before + 1));
}

/** The time of a server's clock, in milliseconds since 1970. */
export function timeOf(server: Server): number {
  return Date.now() + movesOf(server) * SIX_MINUTES_MS;
}
