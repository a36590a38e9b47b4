interface LockManagerLike {
  request<T>(name: string, work: () => Promise<T>): Promise<T>;
}

/** Work that waits for its turn, by name: the last of the queue. */
const queues = new Map<string, Promise<unknown>>();

/**
 * Runs `work` while nobody else of this origin runs any under the same name: Web Locks where there are any (browsers in
 * secure contexts, over all tabs; Node 24), else one at a time in this process.
 */
export function exclusively<T>(name: string, work: () => Promise<T>): Promise<T> {
  const { navigator } = globalThis as { navigator?: { locks?: LockManagerLike } };
  return navigator?.locks === undefined ? queued(name, work) : navigator.locks.request(name, work);
}

async function queued<T>(name: string, work: () => Promise<T>): Promise<T> {
  const before = queues.get(name) ?? Promise.resolve();
  const mine = before.then(work, work);
  const settled = mine.catch(() => undefined);
  queues.set(name, settled);
  try {
    return await mine;
  } finally {
    if (queues.get(name) === settled) queues.delete(name);
  }
}
