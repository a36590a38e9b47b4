import type { Trial } from './trial.js';

/** What happens before and after deaths of a process. At each `yield`, the process is killed and started again. */
export type Story = () => AsyncGenerator<void, void>;

/**
 * Tells all stories at once, so that they share each death. They go on one after the other: a story that holds an append
 * of the audit comes last. Returns the error of each story that failed, by name.
 */
export async function tellTogether(
  trial: Trial,
  stories: Readonly<Record<string, Story>>,
): Promise<ReadonlyMap<string, unknown>> {
  const failed = new Map<string, unknown>();
  let open = Object.entries(stories).map(([name, story]) => ({ name, told: story() }));
  while (open.length > 0) {
    const cutOff: typeof open = [];
    for (const one of open) {
      try {
        if (!(await one.told.next()).done) cutOff.push(one);
      } catch (error) {
        failed.set(one.name, error);
      }
    }
    open = cutOff;
    if (open.length === 0) break;
    await trial.server.kill();
    trial.died(open.length);
    await trial.start();
  }
  return failed;
}
