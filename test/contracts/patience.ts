import { lengthenEngineBounds } from '#kernel/testing';

/** As many times as long adapters wait for their engine: 36 s, far above what a call takes on a busy machine. */
export const TIMES = 20;

/**
 * Lets the adapters wait long for their engines, in all tests of this file or suite: specs of one process share the
 * adapters' bounds. A contract says what an engine keeps. That no call waits longer than 2 s is tested apart, with the
 * shipped times [R89].
 */
export function patient(): void {
  beforeAll(withPatience);
  afterAll(asShipped);
}

/** Lets calls that begin from now on wait long. For tests that change it; the others take {@link patient}. */
export function withPatience(): void {
  lengthenEngineBounds(TIMES);
}

/** Lets calls that begin from now on wait as long as they are shipped. */
export function asShipped(): void {
  lengthenEngineBounds(1);
}
