let times = 1;

/**
 * How long an adapter waits for its engine, in milliseconds: `ms`. Contract tests say what an engine keeps, and a busy
 * machine must not fail them: they lengthen all these times by {@link lengthenEngineBounds}.
 */
export function engineBound(ms: number): number {
  return ms * times;
}

/** For tests alone: from now on, every adapter of this process waits `factor` times as long as it is shipped. */
export function lengthenEngineBounds(factor: number): void {
  times = factor;
}
