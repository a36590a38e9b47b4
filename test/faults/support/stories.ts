import type { Held, Trial } from './trial.js';

/**
 * What happens before and after deaths of a process. At each `yield`, the process is killed and started again. It yields
 * the request that it holds, or null if it has ended the process itself.
 */
export type Story = () => AsyncGenerator<Held | null, void>;

interface Telling {
  readonly name: string;
  readonly told: ReturnType<Story>;
  held: Held | null;
}

/**
 * Tells all stories at once, so that they share each death. They go on one after the other. Only the last one may end the
 * process itself; the story before it may hold an append of the audit. Before each death, every held request must still
 * wait at its step. Returns the error of each story that failed, by name.
 */
export async function tellTogether(
  trial: Trial,
  stories: Readonly<Record<string, Story>>,
): Promise<ReadonlyMap<string, unknown>> {
  const failed = new Map<string, unknown>();
  const attempt = async ({ name }: Telling, step: () => Promise<boolean>): Promise<boolean> =>
    step().catch((error: unknown) => {
      failed.set(name, error);
      return false;
    });
  let open = Object.entries(stories).map(([name, story]): Telling => ({ name, told: story(), held: null }));
  while (open.length > 0) {
    const last = open.at(-1);
    let cutOff: Telling[] = [];
    for (const one of open) {
      if (one === last) cutOff = await waitingOf(cutOff, attempt);
      if (await attempt(one, () => goesOn(one))) cutOff.push(one);
    }
    const isOver = trial.server.isOver;
    if (!isOver) cutOff = await waitingOf(cutOff, attempt);
    open = cutOff;
    if (open.length === 0 && !isOver) break;
    // The story that ended the process has counted that.
    if (isOver) trial.figures.failedRequests += open.length - 1;
    else await trial.server.kill().then(() => trial.died(open.length));
    await trial.start();
    // It goes first now: nothing may be held when it looks at what its death left.
    if (isOver) open = open.toSorted((a, b) => Number(b === last) - Number(a === last));
  }
  return failed;
}

/** True if the story goes on after a death. */
async function goesOn(one: Telling): Promise<boolean> {
  const { done, value } = await one.told.next();
  one.held = value ?? null;
  return !done;
}

/** The stories whose requests still wait. The others have failed. */
async function waitingOf(
  open: readonly Telling[],
  attempt: (one: Telling, step: () => Promise<boolean>) => Promise<boolean>,
): Promise<Telling[]> {
  const waiting: Telling[] = [];
  for (const one of open) {
    const waits = async () => {
      await one.held?.expectWaiting();
      return true;
    };
    if (await attempt(one, waits)) waiting.push(one);
  }
  return waiting;
}
