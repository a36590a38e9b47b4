import { CommandFailed, type Terminal } from '#command';
import { Alarm, type AuditWatch, Behind, ProofOutage, type Seen, Unaccepted, Unproved } from './audit-watch.js';
import type { CheckpointMemory } from './checkpoint-memory.js';
import { Outage } from './served-log.js';

/** Waits for milliseconds, and keeps the process alive. */
export type Pause = (milliseconds: number) => Promise<void>;

/** A server that shows less than before is looked at again so often, with these pauses, since a node may be late. */
const MORE_LOOKS = 5;
const MORE_LOOKS_MS = 2_000;
/**
 * So many looks may end without the proof of a checkpoint because of outages, in one run or in many. Only a look that ends well
 * starts it again.
 */
const UNPROVED_LOOKS = 10;

export interface Watching {
  readonly watch: AuditWatch;
  readonly memory: CheckpointMemory;
  readonly terminal: Pick<Terminal, 'tell' | 'complain'>;
  readonly wait: Pause;
  /** Between two looks. Null: look once. */
  readonly everyMs: number | null;
}

/**
 * Looks again and again, also after outages. Tells what is new.
 *
 * Errors: CommandFailed at an alarm, with what the server showed in a file; and at an outage if it looks once.
 */
export async function watchOn(watching: Watching): Promise<void> {
  const { terminal, memory, everyMs, wait } = watching;
  let isOut = false;
  do {
    try {
      tell(terminal, await surely(watching));
      if (isOut) terminal.complain('The server answers again.');
      isOut = false;
    } catch (error) {
      if (!(error instanceof Outage)) throw problemOf(error, watching);
      if (error instanceof ProofOutage) {
        const unproved = memory.countUnproved();
        if (unproved >= UNPROVED_LOOKS)
          throw problemOf(new Unproved(`${error.message}, at ${unproved} looks`, error.note), watching);
      }
      if (everyMs === null) throw new CommandFailed([`The audit could not be looked at: ${error.message}.`]);
      if (!isOut || error instanceof ProofOutage)
        terminal.complain(`The audit cannot be looked at: ${error.message}. It is tried again.`);
      isOut = true;
    }
    if (everyMs !== null) await wait(everyMs);
  } while (everyMs !== null);
}

async function surely({ watch, wait }: Watching): Promise<Seen | null> {
  let behind: Behind | null = null;
  for (let looks = 0; ; looks += 1) {
    try {
      return await watch.look();
    } catch (error) {
      if (!(error instanceof Behind)) throw behind ? after(behind, error) : error;
      if (looks === MORE_LOOKS) throw error;
      behind = error;
      await wait(MORE_LOOKS_MS);
    }
  }
}

/** What a look ends with that found the server behind, and then `error`: a failure must not hide what was shown before it. */
function after(behind: Behind, error: unknown): unknown {
  if (error instanceof ProofOutage) return error;
  if (error instanceof Outage) return new ProofOutage(`${behind.message}, and then ${error.message}`, behind.note);
  return error instanceof CommandFailed ? behind : error;
}

function tell(terminal: Pick<Terminal, 'tell'>, seen: Seen | null): void {
  if (!seen) terminal.tell('The audit has no checkpoint yet.');
  else if (seen.before === null) terminal.tell(`The audit has ${seen.size} records. From now on it must only grow.`);
  else if (seen.before < seen.size)
    terminal.tell(`The audit has ${seen.size} records, which begin with the ${seen.before} seen before.`);
  else terminal.tell(`The audit has ${seen.size} records, as before.`);
}

function problemOf(error: unknown, { memory }: Watching): unknown {
  if (!(error instanceof Alarm)) return error;
  const kept = error.note ? [`What the server showed is in ${memory.keepRefused(error.note)}.`] : [];
  const hint = error instanceof Unaccepted && error.isFirst ? [WRONG_KEYS] : [];
  return new CommandFailed([`ALARM: the server ${deedOf(error)}: ${error.message}.`, ...hint, ...kept]);
}

const WRONG_KEYS = 'Nothing was seen before: look first whether --policy or --key is of this server.';

function deedOf(alarm: Alarm): string {
  if (alarm instanceof Unproved) return 'does not prove its audit';
  return alarm instanceof Unaccepted ? 'shows no checkpoint that your keys accept' : 'changed its audit';
}
