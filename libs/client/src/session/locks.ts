interface LockManagerLike {
  request<T>(name: string, work: () => Promise<T>): Promise<T>;
}

/** The end of the queue of each lock name. */
const queues = new Map<string, Promise<unknown>>();

/**
 * Runs `work` under a lock with this name. With Web Locks (browsers in secure contexts, Node 24) the lock covers all tabs
 * of the origin. Without them it covers this process.
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
