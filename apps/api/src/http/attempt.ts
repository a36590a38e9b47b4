/**
 * Ends a hook of Fastify: calls `done` once, with what `run` throws or rejects, or without an argument. What `done`
 * itself throws is not caught: it belongs to a later hook.
 */
export function attempt(run: () => Promise<void> | void, done: (refusal?: Error) => void): void {
  let running: Promise<void> | void;
  try {
    running = run();
  } catch (refusal) {
    done(refusal as Error);
    return;
  }
  if (running instanceof Promise) running.then(() => done(), done);
  else done();
}
